import { fail, type Interval } from '@farthing/core'
import type { SealablePeriod, SealedUsage, UsageStore } from '@farthing/ports'
import { integerOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { findRecord, recordOf, writeOnce, type KeyColumns } from './record-rows.js'

const table = 'sealed_usage'

function keyOf(subscription: string, { from, to }: Interval): KeyColumns {
  return [['subscription', subscription], ['period_from', from, 'timestamptz'], ['period_to', to, 'timestamptz']]
}

function revisionKey(subscription: string, interval: Interval, revision: number): KeyColumns {
  return [...keyOf(subscription, interval), ['revision', revision, 'int4']]
}

async function put(session: Session, usage: SealedUsage): Promise<void> {
  const { subscription, revision } = usage
  // Rows are never removed, so the one before is still there when this one is written.
  if (revision !== 0 && (await findRecord(session, table, revisionKey(subscription, usage, revision - 1))) === undefined) {
    fail('storage.conflict', { field: 'usage.revision', because: `is ${revision} without the one before`, facts: { revision } })
  }
  await writeOnce(session, { table, key: revisionKey(subscription, usage, revision), field: 'usage' }, usage)
}

async function latest(session: Session, subscription: string, { from, to }: Interval): Promise<SealedUsage | undefined> {
  const rows = await session.query(
    `SELECT body::text AS body FROM ${session.schema}.${table}
WHERE tenant = $1::text AND subscription = $2::text AND period_from = $3::timestamptz AND period_to = $4::timestamptz
ORDER BY revision DESC LIMIT 1`,
    [session.tenant, subscription, from, to],
  )
  return rows[0] && (recordOf(rows[0]) as SealedUsage)
}

async function latestRevisions({ query, schema, tenant }: Session, periods: readonly SealablePeriod[]): Promise<readonly (number | undefined)[]> {
  if (periods.length === 0) return []
  const rows = await query(
    `SELECT asked.place::text AS place, newest.revision::text AS revision
FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS asked(subscription, period_from, period_to, place)
CROSS JOIN LATERAL (SELECT u.revision FROM ${schema}.${table} AS u
  WHERE u.tenant = $1::text AND u.subscription = asked.subscription AND u.period_from = asked.period_from AND u.period_to = asked.period_to
  ORDER BY u.revision DESC LIMIT 1) AS newest`,
    [tenant, periods.map(({ subscription }) => subscription), periods.map(({ from }) => from), periods.map(({ to }) => to)],
  )
  const found = new Map(rows.map((row) => [integerOf(row, 'place'), integerOf(row, 'revision')]))
  return periods.map((_, index) => found.get(index + 1))
}

export function pgUsageStore(session: Session): UsageStore {
  return {
    put: (usage) => session.step(() => put(session, usage)),
    get: (subscription, interval, revision) =>
      session.step(() => findRecord<SealedUsage>(session, table, revisionKey(subscription, interval, revision))),
    latestRevisions: (periods) => session.step(() => latestRevisions(session, periods)),
    latest: (subscription, interval) => session.step(() => latest(session, subscription, interval)),
  }
}
