import { fail, type Instant } from '@farthing/core'
import type { EventQuery, StoredEvent } from '@farthing/ports'
import { arrayLiteral } from '../connection/array-literal.js'
import { instantSql } from '../connection/instant-sql.js'
import { textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { inCutSql, readCut, refuseCut, type Cut } from './cut.js'
import { storedEventColumns, storedEventOf } from './stored-event-rows.js'

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
 * Refuses a range that a dropped month is part of, or of which bodies were removed: what is left would look like all of it. A range from the first instant means
 * whatever is kept. Asked behind the cursor, which has locked the table: what is dropped from now on waits for us, and what is removed from now on the cursor still shows.
 */
async function checkKept(session: Session, query: EventQuery, cuts: Cuts): Promise<void> {
  const { from } = query
  if (from === firstInstant) return
  const { decisions, values } = removalsOf(session, query)
  const rows = await session.query(
    `SELECT ${instantSql('max(m.to_at)')} AS keep_from, (${decisions}) AS removals
FROM ${session.schema}.event_month AS m WHERE m.step = 'dropped' AND m.from_at < $3::timestamptz AND m.to_at > $2::timestamptz`, values)
  const keepFrom = rows[0]?.['keep_from']
  if (typeof keepFrom === 'string') fail('storage.events_removed', { field: 'from', because: `is ${from}, and months up to ${keepFrom} were let go`, facts: { from, keepFrom } })
  const removals = rows[0]?.['removals']
  if (typeof removals === 'string') await checkBodies(session, { query, cuts, removals })
}

/** The compactions that share time, owners and a type with a query, as the text of an array of their numbers; null for none. */
function removalsOf({ schema, tenant }: Session, { from, to, types, subjects, subscriptions }: EventQuery): { readonly decisions: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [tenant, from, to]
  const bind = (list: readonly string[]): string => `$${values.push(arrayLiteral('text', list))}::text[]`
  const owners = [
    ...(subjects === undefined ? [] : [`d.subjects && ${bind(subjects)}`]),
    ...(subscriptions === undefined ? [] : [`d.subscriptions && ${bind(subscriptions)}`]),
  ]
  const conditions = [
    `d.tenant = $1::text AND d.kind = 'compaction' AND d.from_at < $3::timestamptz AND d.to_at > $2::timestamptz`,
    ...(owners.length === 0 ? [] : [`(${owners.join(' OR ')})`]),
    ...(types === undefined ? [] : [`NOT ${bind(types)} <@ d.kept_types`]),
  ]
  return { decisions: `SELECT array_agg(d.number)::text FROM ${schema}.event_removal AS d WHERE ${conditions.join(' AND ')}`, values }
}

/** Whether the query would have found a body that is gone: by identities, which stay. */
async function checkBodies(session: Session, { query, cuts, removals }: { readonly query: EventQuery; readonly cuts: Cuts; readonly removals: string }): Promise<void> {
  const { own, later, values } = conditionsOf(session, query, { cuts, over: 'identities' })
  const { schema } = session
  const rows = await session.query(
    `SELECT e.removed_by::text AS number, (SELECT d.id FROM ${schema}.event_removal AS d WHERE d.tenant = e.tenant AND d.number = e.removed_by) AS removal
FROM ${schema}.event_identity AS e
WHERE e.removed_by = ANY ($${values.length + 1}::int8[]) AND ${own.join(' AND ')}
  AND NOT EXISTS (SELECT FROM ${schema}.event_identity AS later WHERE ${later.join(' AND ')}) LIMIT 1`,
    [...values, removals],
  )
  const [gone] = rows
  if (gone === undefined) return
  const { from, to } = query
  fail('storage.events_removed', { field: 'from', because: `is ${from}, and bodies of events until ${to} were compacted`, facts: { from, to, removal: textOf(gone, 'removal') } })
}

/** A cut that this transaction has taken or checked is within what it sees from then on. */
async function cutsOf(session: Session, query: EventQuery, seenCuts: Set<string>): Promise<Cuts> {
  const cuts: Cuts = {}
  for (const name of ['cut', 'recordedAfter', 'replacedIn'] as const) {
    const token = query[name]
    if (token === undefined) continue
    const cut = readCut(token)
    if (!seenCuts.has(token)) await checkWithin(session, token, cut)
    seenCuts.add(token)
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

/** Conditions on what an event says of itself. */
function ofBody({ types, subjects, subscriptions }: EventQuery, bind: (value: unknown) => string): readonly string[] {
  const owners = [
    ...(subjects === undefined ? [] : [`e.subject = ANY (${bind(subjects)}::text[])`]),
    ...(subscriptions === undefined ? [] : [`e.subscription = ANY (${bind(subscriptions)}::text[])`]),
  ]
  return [...(types === undefined ? [] : [`e.type = ANY (${bind(types)}::text[])`]), ...(owners.length === 0 ? [] : [`(${owners.join(' OR ')})`])]
}

interface Asked {
  readonly cuts: Cuts
  /** Identities have no type, subject or data. */
  readonly over: 'bodies' | 'identities'
}

function conditionsOf({ schema, tenant, epoch: now }: Session, query: EventQuery, { cuts: { cut, recordedAfter, replacedIn }, over }: Asked): Conditions {
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value)}`
  const tenantValue = bind(tenant)
  const own = [
    `e.tenant = ${tenantValue}::text`,
    `e.occurred_at >= ${bind(query.from)}::timestamptz`,
    `e.occurred_at < ${bind(query.to)}::timestamptz`,
    ...(over === 'bodies' ? ['e.data IS NOT NULL', ...ofBody(query, bind)] : []),
  ]
  // `revision > 0` follows from the other comparison and lets the small index of amendments answer.
  const later = ['later.tenant = e.tenant', 'later.identity = e.identity', 'later.revision > e.revision', 'later.revision > 0']
  if (query.after !== undefined) own.push(`e.identity > decode(${bind(query.after)}::text, 'hex')`)
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

/** An event with a later revision is left out, wherever that one lies and whatever it says: the filters are about effective events. */
function scanSql(schema: string, { own, later }: Conditions): string {
  return `SELECT ${storedEventColumns}
FROM ${schema}.event AS e
WHERE ${own.join('\n  AND ')}
  AND NOT EXISTS (SELECT FROM ${schema}.event_identity AS later WHERE ${later.join(' AND ')})
ORDER BY e.identity`
}

/**
 * Effective events of a query, ordered by identity, from one cursor: one sort on the server however many pages there are
 * (a page by key would read the whole range again), one snapshot for all of them, and no memory that grows here.
 */
export async function* scanEvents(session: Session, query: EventQuery, seenCuts: Set<string>): AsyncIterable<readonly StoredEvent[]> {
  const cursor = session.cursorName()
  await session.step(async () => {
    const cuts = await cutsOf(session, query, seenCuts)
    const conditions = conditionsOf(session, query, { cuts, over: 'bodies' })
    await session.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${scanSql(session.schema, conditions)}`, conditions.values)
    await checkKept(session, query, cuts)
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
