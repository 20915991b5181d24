import type { PlanVersion } from '@farthing/pricing'
import type { PlanVersionStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { findRecord, writeOnce } from './record-rows.js'

const table = 'plan_version'

export function pgPlanVersionStore(session: Session): PlanVersionStore {
  return {
    put: (plan) => session.step(() => writeOnce(session, { table, key: [['version', plan.version]], field: 'plan version' }, plan)),
    get: (version) => session.step(() => findRecord<PlanVersion>(session, table, [['version', version]])),
  }
}
