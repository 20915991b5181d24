import { assertInvariant, fail, hashContent, isInstant, type EventLeaf, type Hash } from '@farthing/core'
import type { EventBodySelection, EventBodyStore, EventRemoval, EventVersion, Page, PageRequest, ReducedEvent, StoredEvent } from '@farthing/ports'
import { arrayLiteral } from '../connection/array-literal.js'
import { instantSql } from '../connection/instant-sql.js'
import { integerOf, textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { checkLimit } from '../stores/list-page.js'
import { findRecord, writeOnce } from '../stores/record-rows.js'
import { inCutSql, readCut } from './cut.js'
import { countOf, permitted } from './under-decision.js'
import { storedEventColumns, storedEventOf } from './stored-event-rows.js'

/** Bodies of events, and the way to let them go. Deciding and removing is for the role that `migrate` is told as `retentionRole`, and for the owner of the tables. */
export function pgEventBodyStore(session: Session): EventBodyStore {
  return {
    list: (selection, page) => session.step(() => listBodies(session, selection, page)),
    decide: (removal) => session.step(() => permitted(session, () => decide(session, removal))),
    decision: (id) => session.step(() => findRecord<EventRemoval>(session, 'event_removal', [['id', id]])),
    remove: (removal, versions) => session.step(() => permitted(session, () => remove(session, removal, versions))),
    reduce: (removal, events) => session.step(() => permitted(session, () => reduce(session, removal, events))),
    removalsOf: (identities) => session.step(() => removalsOf(session, identities)),
    removed: (removal, page) => session.step(() => listRemoved(session, removal, page)),
  }
}

function decide(session: Session, removal: EventRemoval): Promise<void> {
  const { id, kind, account, from, to, subjects, subscriptions, keptTypes } = removal
  const others = [
    ['number', numberOf(id), 'int8'],
    ['kind', kind],
    ...(account === undefined ? [] : [['account', account] as const]),
    ['from_at', from, 'timestamptz'],
    ['to_at', to, 'timestamptz'],
    ['subjects', arrayLiteral('text', subjects), 'text[]'],
    ['subscriptions', arrayLiteral('text', subscriptions), 'text[]'],
    ['kept_types', arrayLiteral('text', keptTypes), 'text[]'],
  ] as const
  return writeOnce(session, { table: 'event_removal', key: [['id', id]], others, field: 'removal' }, removal)
}

/** Of 60 bits; of two ids with one number the second would be refused as a conflict. */
function numberOf(id: string): string {
  return BigInt(`0x${hashContent('event-removal/1', [id]).slice(0, 15)}`).toString()
}

const most = 10_000

function checkCount(versions: readonly EventVersion[]): void {
  if (versions.length > most) fail('storage.count_invalid', { field: 'versions', because: `are ${versions.length}, more than ${most}`, facts: { count: versions.length } })
}

async function remove(session: Session, id: string, versions: readonly EventVersion[]): Promise<number> {
  checkCount(versions)
  const rows = await session.query(`SELECT ${session.schema}.remove_event_bodies($1::text, $2::bytea[], $3::int4[])::text AS count`, [
    id, arrayLiteral('bytea', versions.map(({ identity }) => identity)), arrayLiteral('int4', versions.map(({ revision }) => revision)),
  ])
  return countOf(rows, id, 'compaction')
}

async function reduce(session: Session, id: string, events: readonly ReducedEvent[]): Promise<number> {
  checkCount(events)
  const rows = await session.query(`SELECT ${session.schema}.reduce_event_bodies($1::text, $2::bytea[], $3::int4[], $4::json[], $5::json[])::text AS count`, [
    id,
    arrayLiteral('bytea', events.map(({ identity }) => identity)),
    arrayLiteral('int4', events.map(({ revision }) => revision)),
    arrayLiteral('json', events.map(({ data }) => JSON.stringify(data))),
    arrayLiteral('json', events.map(({ extensions }) => (extensions === undefined ? null : JSON.stringify(extensions)))),
  ])
  return countOf(rows, id, 'erasure')
}

async function removalsOf(session: Session, identities: readonly Hash[]): Promise<readonly (string | undefined)[]> {
  if (identities.length === 0) return []
  const rows = await session.query(
    `SELECT encode(e.identity, 'hex') AS identity, min(d.id) AS id
FROM ${session.schema}.event_identity AS e JOIN ${session.schema}.event_removal AS d ON d.tenant = e.tenant AND d.number = e.removed_by
WHERE e.tenant = $1::text AND e.identity = ANY ($2::bytea[]) AND e.removed_by IS NOT NULL GROUP BY e.identity`, [session.tenant, arrayLiteral('bytea', identities)])
  const found = new Map(rows.map((row) => [textOf(row, 'identity'), textOf(row, 'id')]))
  return identities.map((identity) => found.get(identity))
}

interface VersionList {
  readonly select: string
  readonly table: 'event' | 'event_identity'
  readonly conditions: readonly string[]
  readonly values: readonly unknown[]
}

/** A page in the order of time, identity and revision, over the table `e`. Read by key: what came before costs nothing. */
async function pageOfVersions<T>(session: Session, { select, table, conditions, values }: VersionList, request: PageRequest, read: (row: Row) => T): Promise<Page<T>> {
  const limit = checkLimit(request.limit ?? 100)
  const given = [...values]
  const bind = (value: unknown): string => `$${given.push(value)}`
  const behind = request.cursor === undefined ? [] : [versionBehind(request.cursor, bind)]
  const rows = await session.query(
    `SELECT ${select}, encode(e.identity, 'hex') AS key, e.revision::text AS key_revision, ${instantSql('e.occurred_at')} AS key_time FROM ${session.schema}.${table} AS e
WHERE ${[...conditions, ...behind].join(' AND ')} ORDER BY e.occurred_at, e.identity, e.revision LIMIT ${bind(limit + 1)}::int4`,
    given,
  )
  const items = rows.slice(0, limit).map(read)
  const last = rows[limit - 1]
  if (rows.length <= limit) return { items }
  assertInvariant(last !== undefined, 'more rows than the limit are at least the limit')
  return { items, next: JSON.stringify([textOf(last, 'key_time'), textOf(last, 'key'), textOf(last, 'key_revision')]) }
}

function versionBehind(cursor: string, bind: (value: unknown) => string): string {
  const [, time = '', identity, revision] = /^\["([0-9T:.Z-]{27})","([0-9a-f]{64})","([0-9]{1,10})"\]$/.exec(cursor) ?? []
  if (identity !== undefined && isInstant(time) && Number(revision) <= 2_147_483_647) {
    return `(e.occurred_at, e.identity, e.revision) > (${bind(time)}::timestamptz, decode(${bind(identity)}::text, 'hex'), ${bind(revision)}::int4)`
  }
  return fail('storage.page_invalid', { field: 'cursor', because: 'is no cursor of this list', facts: { cursor: cursor.slice(0, 80) } })
}

function listBodies(session: Session, { from, to, subjects, subscriptions, keptTypes, cut }: EventBodySelection, request: PageRequest = {}): Promise<Page<StoredEvent>> {
  const { epoch, snapshot } = readCut(cut)
  const conditions = [
    'e.tenant = $1::text', 'e.occurred_at >= $2::timestamptz', 'e.occurred_at < $3::timestamptz', 'e.data IS NOT NULL',
    '(e.subject = ANY ($4::text[]) OR e.subscription = ANY ($5::text[]))', 'e.type <> ALL ($6::text[])', inCutSql('e', '$7', '$8'),
  ]
  const texts = [subjects, subscriptions, keptTypes].map((list) => arrayLiteral('text', list))
  return pageOfVersions(session, { select: storedEventColumns, table: 'event', conditions, values: [session.tenant, from, to, ...texts, epoch, snapshot] }, request, storedEventOf)
}

function listRemoved(session: Session, id: string, request: PageRequest = {}): Promise<Page<EventLeaf>> {
  const number = `(SELECT d.number FROM ${session.schema}.event_removal AS d WHERE d.tenant = $1::text AND d.id = $2::text)`
  const query: VersionList = {
    select: `encode(e.fingerprint, 'hex') AS fingerprint`,
    table: 'event_identity',
    conditions: ['e.tenant = $1::text', `e.removed_by = ${number}`],
    values: [session.tenant, id],
  }
  const read = (row: Row): EventLeaf => ({ identity: textOf(row, 'key'), revision: integerOf(row, 'key_revision'), fingerprint: textOf(row, 'fingerprint') })
  return pageOfVersions(session, query, request, read)
}
