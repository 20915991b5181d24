import type { Hash } from '@farthing/core'
import type { PlanVersion } from '@farthing/pricing'
import type { PlanVersionStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { findRecord, recordOf, writeOnce } from './record-rows.js'

const table = 'plan_version'

/** Each by its key: a join would be planned by what the server thinks of the table. */
async function find({ query, schema, tenant }: Session, versions: readonly Hash[]): Promise<readonly PlanVersion[]> {
  if (versions.length === 0) return []
  const rows = await query(
    `SELECT kept.body FROM (SELECT DISTINCT version FROM unnest($2::text[]) AS named(version)) AS asked
CROSS JOIN LATERAL (SELECT p.version, p.body::text AS body FROM ${schema}.${table} AS p WHERE p.tenant = $1::text AND p.version = asked.version OFFSET 0) AS kept
ORDER BY kept.version`,
    [tenant, versions],
  )
  return rows.map((row) => recordOf(row) as PlanVersion)
}

export function pgPlanVersionStore(session: Session): PlanVersionStore {
  return {
    put: (plan) => session.step(() => writeOnce(session, { table, key: [['version', plan.version]], field: 'plan version' }, plan)),
    find: (versions) => session.step(() => find(session, versions)),
    get: (version) => session.step(() => findRecord<PlanVersion>(session, table, [['version', version]])),
  }
}
