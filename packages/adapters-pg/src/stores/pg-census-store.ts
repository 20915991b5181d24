import type { CensusStore, EventCensus } from '@farthing/ports'
import { integerOf, textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/** Few enough to sum quickly, enough that two of the usual number of connections seldom share one. */
const slots = 64

/** Every batch has received something, so this row comes first and those who share a slot wait here, in one order. */
function outcomesOf({ received, kept, duplicate, conflict, rejected }: EventCensus): readonly (readonly [outcome: string, count: number])[] {
  const counts = [['received', received], ['kept', kept], ['duplicate', duplicate], ['conflict', conflict]] as const
  // A failure code has a point, so it is none of the words above.
  const codes = Object.entries(rejected).sort(([a], [b]) => (a < b ? -1 : 1))
  return [...counts, ...codes].filter(([, count]) => count > 0)
}

async function add(session: Session, census: EventCensus): Promise<void> {
  const outcomes = outcomesOf(census)
  if (outcomes.length === 0) return
  await session.query(
    `INSERT INTO ${session.schema}.event_census AS total (tenant, outcome, slot, count)
SELECT $1::text, added.outcome, pg_backend_pid() % ${slots}, added.count::int8
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS added(outcome, count, place) ORDER BY added.place
ON CONFLICT (tenant, outcome, slot) DO UPDATE SET count = total.count + excluded.count`,
    [session.tenant, outcomes.map(([outcome]) => outcome), outcomes.map(([, count]) => String(count))],
  )
}

async function total(session: Session): Promise<EventCensus> {
  const rows = await session.query(
    `SELECT c.outcome, sum(c.count)::text AS sum FROM ${session.schema}.event_census AS c WHERE c.tenant = $1::text GROUP BY c.outcome`,
    [session.tenant],
  )
  const counts: Readonly<Record<string, number>> = Object.fromEntries(rows.map((row) => [textOf(row, 'outcome'), integerOf(row, 'sum')]))
  const { received = 0, kept = 0, duplicate = 0, conflict = 0, ...rejected } = counts
  return { received, kept, duplicate, conflict, rejected }
}

export function pgCensusStore(session: Session): CensusStore {
  return {
    add: (census) => session.step(() => add(session, census)),
    total: () => session.step(() => total(session)),
  }
}
