import type { Hash } from '@farthing/core'
import type { PlanVersion } from '@farthing/pricing'
import type { PlanVersionStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { textOf } from '../connection/rows.js'
import { findRecord, isSameContent, writeOnce } from './record-rows.js'

const table = 'plan_version'

/** What is kept never changes, so that a transaction reads each version once. As text: what is given away is the caller's. */
type Known = Map<Hash, string>

/** Each by its key: a join would be planned by what the server thinks of the table. */
async function find({ query, schema, tenant }: Session, known: Known, asked: readonly Hash[]): Promise<readonly PlanVersion[]> {
  const versions = [...new Set(asked)].sort()
  const missing = versions.filter((version) => !known.has(version))
  if (missing.length > 0) {
    const rows = await query(
      `SELECT kept.version, kept.body FROM unnest($2::text[]) AS named(version)
CROSS JOIN LATERAL (SELECT p.version, p.body::text AS body FROM ${schema}.${table} AS p WHERE p.tenant = $1::text AND p.version = named.version OFFSET 0) AS kept`,
      [tenant, missing],
    )
    for (const row of rows) known.set(textOf(row, 'version'), textOf(row, 'body'))
  }
  return versions.flatMap((version) => {
    const body = known.get(version)
    return body === undefined ? [] : [JSON.parse(body) as PlanVersion]
  })
}

/** Looks first: nearly every version that is put is one that its subscriptions have brought long ago. */
async function put(session: Session, known: Known, plan: PlanVersion): Promise<void> {
  const [kept] = await find(session, known, [plan.version])
  if (kept !== undefined && isSameContent(kept, plan)) return
  await writeOnce(session, { table, key: [['version', plan.version]], field: 'plan version' }, plan)
}

export function pgPlanVersionStore(session: Session): PlanVersionStore {
  const known: Known = new Map()
  return {
    put: (plan) => session.step(() => put(session, known, plan)),
    find: (versions) => session.step(() => find(session, known, versions)),
    get: (version) => session.step(() => findRecord<PlanVersion>(session, table, [['version', version]])),
  }
}
