export { meteringLaws } from './metering-laws.js'
export type { MeteringLaw, MeteringSubject } from './metering-subject.js'
