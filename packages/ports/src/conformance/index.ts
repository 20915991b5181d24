export { eventStoreSuite } from './event-store-suite.js'
export { isApplicable } from './suite.js'
export type { Capability, StorageFactory, Suite, SuiteCase } from './suite.js'
