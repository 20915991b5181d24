import { checkText, compareBytes, fail } from '@farthing/core'
import type { PgClient, PgConnection } from '../connection/pg-connection.js'
import { queryRows, textOf } from '../connection/rows.js'
import { defaultSchema, quoteSchema } from '../connection/schema-name.js'
import { withClient } from '../connection/with-client.js'
import { withFixedPath } from '../connection/with-fixed-path.js'
import { checkMonth, monthOfPartition, monthsFrom, nextMonth, startOfMonth } from './month.js'
import { dropIfDecided, judgeMonth, type KeptMonth } from './drop-month.js'
import { addPartitionSql } from './partition-sql.js'

/** That months of events may go, of all tenants, where each tenant has decided about all of its bodies. It is kept, and cannot be taken back. */
export interface RetentionDecision {
  /** The first month that stays, in UTC: `2024-01`. Not one that has yet to begin. */
  readonly keepFrom: string
  readonly decidedBy: string
  readonly reason: string
}

export interface PartitionOptions {
  /** Schema that `migrate` made: `farthing` unless given. */
  readonly schema?: string
  /** First and last month in UTC that are to have a partition, `2026-10` and `2027-03`; at most 240. */
  readonly from: string
  readonly to: string
  /** Without one, now or earlier, nothing is dropped. */
  readonly retention?: RetentionDecision
  /** Tells what would be done, and does nothing. It looks at each month as a drop would, and holds up who reads or writes that month meanwhile. */
  readonly dryRun?: boolean
}

export interface PartitionChanges {
  /** Months that have a partition now and had none. */
  readonly created: readonly string[]
  /** Months whose events are gone. */
  readonly dropped: readonly string[]
  /** Months that the decision of `retention` lets go, and that hold bodies that no tenant's decision does. */
  readonly kept: readonly KeptMonth[]
}

const mostMonths = 240
/** Whoever waits for a lock makes all others wait behind it, so not for long. */
const lockTimeout = `SELECT pg_catalog.set_config('lock_timeout', '5s', true) AS lock_timeout`

function checkedMonths({ from, to }: PartitionOptions): readonly string[] {
  const months = monthsFrom(checkMonth(from, 'from'), checkMonth(to, 'to'))
  if (months.length >= 1 && months.length <= mostMonths) return months
  return fail('storage.partition_invalid', { field: 'to', because: `is month ${months.length} from ${from}, and can be month 1 to ${mostMonths}`, facts: { from, to } })
}

async function existingMonths(client: PgClient, schema: string): Promise<readonly string[]> {
  const rows = await queryRows(
    client,
    `SELECT c.relname::text AS name FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = $1::regclass ORDER BY c.relname`,
    [`${schema}.event`],
  )
  return rows.flatMap((row) => monthOfPartition(textOf(row, 'name')) ?? [])
}

async function decide(client: PgClient, schema: string, { keepFrom, decidedBy, reason }: RetentionDecision, dryRun: boolean): Promise<void> {
  const values = [startOfMonth(keepFrom), checkText(decidedBy, { field: 'decidedBy', maxLength: 256 }), checkText(reason, { field: 'reason', maxLength: 4_000 })]
  const [row] = await queryRows(client, `SELECT ($1::timestamptz < pg_catalog.clock_timestamp())::text AS is_past`, values.slice(0, 1))
  if (row?.['is_past'] !== 'true') {
    fail('storage.partition_invalid', { field: 'keepFrom', because: `is ${keepFrom}, which has yet to begin: events of the present are still arriving`, facts: { keepFrom } })
  }
  if (!dryRun) await queryRows(client, `INSERT INTO ${schema}.event_retention (keep_from, decided_by, reason) VALUES ($1::timestamptz, $2, $3) ON CONFLICT (keep_from) DO NOTHING`, values)
}

/** Months that a decision, of today or before, lets go. */
async function droppableMonths(client: PgClient, schema: string, proposed: string | undefined): Promise<readonly string[]> {
  const [row] = await queryRows(client, `SELECT pg_catalog.to_char(max(r.keep_from) AT TIME ZONE 'UTC', 'YYYY-MM') AS month FROM ${schema}.event_retention AS r`)
  const keepFrom = [row?.['month'] ?? '', proposed ?? ''].reduce((a, b) => (compareBytes(a, b) > 0 ? a : b))
  return (await existingMonths(client, schema)).filter((month) => compareBytes(nextMonth(month), keepFrom) <= 0)
}

async function inTurn<T>(client: PgClient, schema: string, work: () => Promise<T>): Promise<T> {
  await queryRows(client, lockTimeout)
  await queryRows(client, `SELECT pg_catalog.pg_advisory_xact_lock(1178686061, pg_catalog.hashtext($1))::text AS locked`, [schema])
  return work()
}

/**
 * Gives months of event bodies partitions of their own, and drops those that a recorded retention decision lets go. For the owner of the tables; the
 * `retentionRole` of `migrate` may run it too where no month is to be made. Run it every month, or more often. One transaction for each month, so an
 * interrupted run is finished by the next.
 *
 * A month goes only where decisions of every tenant cover every body in it: a compaction of their account, or a release of the period. Otherwise it stays, and `kept`
 * says whose bodies keep it and by which rule. The server looks and drops in one transaction that holds the month, so no event comes in between.
 *
 * What is dropped are bodies. Identities stay, so an event that is sent again is still a duplicate; and a computation that would need dropped events is
 * refused with `storage.events_removed`, instead of finding too few.
 *
 * @throws `storage.partition_invalid`; `storage.contention` when the tables are too busy for the lock: run it again
 */
export async function maintainPartitions(connection: PgConnection, options: PartitionOptions): Promise<PartitionChanges> {
  const schema = quoteSchema(options.schema ?? defaultSchema)
  const wanted = checkedMonths(options)
  const { retention, dryRun = false } = options
  if (retention !== undefined) checkMonth(retention.keepFrom, 'keepFrom')
  const lend = withClient(connection)
  const run: Run = (work) => withFixedPath(lend, (client) => inTurn(client, schema, () => work(client)))

  const created: string[] = []
  for (const month of wanted) if (await run((client) => addMissing(client, schema, month, dryRun))) created.push(month)
  if (retention !== undefined) await run((client) => decide(client, schema, retention, dryRun))
  const { dropped, kept } = await dropMonths(run, schema, options)
  return { created: created.filter((month) => !dropped.includes(month)), dropped, kept }
}

type Run = <T>(work: (client: PgClient) => Promise<T>) => Promise<T>

async function addMissing(client: PgClient, schema: string, month: string, dryRun: boolean): Promise<boolean> {
  if ((await existingMonths(client, schema)).includes(month)) return false
  for (const statement of dryRun ? [] : addPartitionSql(month, schema)) await queryRows(client, statement)
  return true
}

async function dropMonths(run: Run, schema: string, { retention, dryRun = false }: PartitionOptions): Promise<Pick<PartitionChanges, 'dropped' | 'kept'>> {
  const dropped: string[] = []
  const kept: KeptMonth[] = []
  for (const month of await run((client) => droppableMonths(client, schema, dryRun ? retention?.keepFrom : undefined))) {
    const answer = await run((client) => (dryRun ? judgeMonth(client, schema, month) : dropIfDecided(client, schema, month)))
    if (answer === undefined) dropped.push(month)
    else kept.push(answer)
  }
  return { dropped, kept }
}
