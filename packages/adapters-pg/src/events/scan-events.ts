import { fail, type Instant, type JsonObject, type UsageEvent } from '@farthing/core'
import type { EventQuery, StoredEvent } from '@farthing/ports'
import { instantSql } from '../connection/instant-sql.js'
import { integerOf, textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { inCutSql, readCut, refuseCut, type Cut } from './cut.js'

const pageRows = 1_000
const firstInstant: Instant = '0001-01-01T00:00:00.000000Z'

/**
 * Refuses a cut that shows more than this transaction can see. At READ COMMITTED that is a token of another database;
 * above it the snapshot of the transaction may be older than a genuine cut, and then only another transaction can scan it.
 */
async function checkWithin(session: Session, token: string, cut: Cut): Promise<void> {
  if (cut.epoch > session.epoch) refuseCut(token)
  if (cut.epoch < session.epoch) return
  const rows = await session.query(
    `SELECT (pg_snapshot_xmax($1::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
       AND NOT EXISTS (SELECT FROM pg_snapshot_xip(pg_current_snapshot()) AS running
         WHERE pg_visible_in_snapshot(running, $1::pg_snapshot)))::text AS within,
       current_setting('transaction_isolation') AS isolation`,
    [cut.snapshot],
  )
  if (textOf(rows[0], 'within') === 'true') return
  const isolation = textOf(rows[0], 'isolation')
  if (isolation === 'read committed') refuseCut(token)
  fail('storage.contention', { field: 'cut', because: `is newer than the snapshot of this ${isolation} transaction`, facts: { isolation } })
}

/**
 * Refuses a range whose first part was dropped: what is left would look like all of it. A range from the first instant means whatever is kept.
 * Asked behind the cursor, which has locked the table: what is dropped from now on waits for us.
 */
async function checkKept({ query, schema }: Session, from: Instant): Promise<void> {
  if (from === firstInstant) return
  const rows = await query(`SELECT ${instantSql('max(r.keep_from)')} AS keep_from FROM ${schema}.event_retention AS r`)
  const keepFrom = rows[0]?.['keep_from'] ?? from
  if (from < keepFrom) fail('storage.events_removed', { field: 'from', because: `is ${from}, and events are kept from ${keepFrom} on`, facts: { from, keepFrom } })
}

async function cutsOf(session: Session, query: EventQuery): Promise<Cuts> {
  const cuts: Cuts = {}
  for (const name of ['cut', 'recordedAfter', 'replacedIn'] as const) {
    const token = query[name]
    if (token === undefined) continue
    const cut = readCut(token)
    await checkWithin(session, token, cut)
    cuts[name] = cut
  }
  return cuts
}

interface Conditions {
  /** On the event itself. */
  readonly own: readonly string[]
  /** On a later revision of it, which then takes its place. */
  readonly later: readonly string[]
  readonly values: readonly unknown[]
}

/** The cuts of a query. */
type Cuts = Partial<Record<'cut' | 'recordedAfter' | 'replacedIn', Cut>>

function conditionsOf({ schema, tenant, epoch: now }: Session, query: EventQuery, { cut, recordedAfter, replacedIn }: Cuts): Conditions {
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value)}`
  const tenantValue = bind(tenant)
  const own = [
    `e.tenant = ${tenantValue}::text`,
    `e.occurred_at >= ${bind(query.from)}::timestamptz`,
    `e.occurred_at < ${bind(query.to)}::timestamptz`,
    'e.data IS NOT NULL',
  ]
  // `revision > 0` follows from the other comparison and lets the small index of amendments answer.
  const later = ['later.tenant = e.tenant', 'later.identity = e.identity', 'later.revision > e.revision', 'later.revision > 0']
  if (query.after !== undefined) own.push(`e.identity > decode(${bind(query.after)}::text, 'hex')`)
  if (query.types !== undefined) own.push(`e.type = ANY (${bind(query.types)}::text[])`)
  const owners: string[] = []
  if (query.subjects !== undefined) owners.push(`e.subject = ANY (${bind(query.subjects)}::text[])`)
  if (query.subscriptions !== undefined) owners.push(`e.subscription = ANY (${bind(query.subscriptions)}::text[])`)
  if (owners.length > 0) own.push(`(${owners.join(' OR ')})`)
  if (cut !== undefined) {
    const [epoch, snapshot] = [bind(cut.epoch), bind(cut.snapshot)]
    own.push(inCutSql('e', epoch, snapshot))
    later.push(inCutSql('later', epoch, snapshot))
  }
  const behind = (table: string, since: Cut): readonly string[] => {
    const [epoch, snapshot] = [bind(since.epoch), bind(since.snapshot)]
    if (since.epoch < now) return [`NOT ${inCutSql(table, epoch, snapshot)}`, `${table}.epoch >= ${epoch}::int4`]
    // Nothing is of a later epoch. What is below \`xmin\` had ended: the comparison follows, and is what an index answers.
    return [`${table}.epoch = ${epoch}::int4`, `${table}.written_by >= pg_snapshot_xmin(${snapshot}::pg_snapshot)`, `NOT pg_visible_in_snapshot(${table}.written_by, ${snapshot}::pg_snapshot)`]
  }
  if (recordedAfter !== undefined) own.push(...behind('e', recordedAfter))
  if (replacedIn !== undefined) {
    const [epoch, snapshot] = [bind(replacedIn.epoch), bind(replacedIn.snapshot)]
    // By the value and not by `e.tenant`: before PostgreSQL 17 a correlated subquery is run for each row.
    const amendment = [`amendment.tenant = ${tenantValue}::text`, 'amendment.revision > 0', inCutSql('amendment', epoch, snapshot)]
    // What is effective at a cut is replaced by what the cut does not show.
    if (cut !== undefined) amendment.push(...behind('amendment', cut))
    own.push(`(e.occurred_at, e.identity, e.revision) IN (
    SELECT replaced.occurred_at, replaced.identity, replaced.revision FROM ${schema}.event_identity AS amendment
    JOIN ${schema}.event_identity AS replaced
      ON replaced.tenant = amendment.tenant AND replaced.identity = amendment.identity AND replaced.revision < amendment.revision
    WHERE ${amendment.join(' AND ')})`)
  }
  return { own, later, values }
}

/**
 * The texts come as one JSON text: PGlite takes a byte order mark away from the start of a value.
 *
 * An event with a later revision is left out, wherever that one lies and whatever it says: the filters are about effective events.
 */
function scanSql(schema: string, { own, later }: Conditions): string {
  return `SELECT encode(e.identity, 'hex') AS identity, encode(e.fingerprint, 'hex') AS fingerprint, e.revision::text AS revision,
  json_build_array(e.source, e.id, e.type, e.subject, e.subscription)::text AS texts, ${instantSql('e.occurred_at')} AS time, e.data::text AS data,
  e.time_from_receipt::text AS time_from_receipt, e.extensions::text AS extensions, ${instantSql('e.received_at')} AS received_at
FROM ${schema}.event AS e
WHERE ${own.join('\n  AND ')}
  AND NOT EXISTS (SELECT FROM ${schema}.event_identity AS later WHERE ${later.join(' AND ')})
ORDER BY e.identity`
}

type Texts = readonly [source: string, id: string, type: string, subject: string, subscription: string | null]

function eventOf(row: Row): UsageEvent {
  const [source, id, type, subject, subscription] = JSON.parse(textOf(row, 'texts')) as Texts
  const data = JSON.parse(textOf(row, 'data')) as JsonObject
  const { extensions } = row
  return {
    id,
    source,
    type,
    subject,
    time: textOf(row, 'time'),
    data,
    revision: integerOf(row, 'revision'),
    ...(subscription !== null && { subscription }),
    ...(row['time_from_receipt'] === 'true' && { timeFromReceipt: true }),
    ...(typeof extensions === 'string' && { extensions: JSON.parse(extensions) as NonNullable<UsageEvent['extensions']> }),
  }
}

function storedEventOf(row: Row): StoredEvent {
  const receivedAt: Instant = textOf(row, 'received_at')
  return { event: eventOf(row), identity: textOf(row, 'identity'), fingerprint: textOf(row, 'fingerprint'), receivedAt }
}

/**
 * Effective events of a query, ordered by identity, from one cursor: one sort on the server however many pages there are
 * (a page by key would read the whole range again), one snapshot for all of them, and no memory that grows here.
 */
export async function* scanEvents(session: Session, query: EventQuery): AsyncIterable<readonly StoredEvent[]> {
  const cursor = session.cursorName()
  await session.step(async () => {
    const conditions = conditionsOf(session, query, await cutsOf(session, query))
    await session.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${scanSql(session.schema, conditions)}`, conditions.values)
    await checkKept(session, query.from)
  })
  try {
    for (;;) {
      const rows = await session.step(() => session.query(`FETCH FORWARD ${pageRows} FROM ${cursor}`))
      if (rows.length > 0) yield rows.map(storedEventOf)
      if (rows.length < pageRows) return
    }
  } finally {
    // Also when the reader stops early. Fails only in a transaction that has ended or failed, and that has closed it already.
    await session.step(() => session.query(`CLOSE ${cursor}`)).catch(() => undefined)
  }
}
