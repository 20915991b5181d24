import type { Page, PageRequest, QuotaLimit, QuotaReservation, QuotaReservationFilter, QuotaStore } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { appendNext } from './append-next.js'
import { ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { insertRecord, recordOf, type KeyColumns } from './record-rows.js'

async function limits(session: Session, subscription: string): Promise<readonly QuotaLimit[]> {
  const rows = await session.query(
    `SELECT DISTINCT ON (r.feature) r.body::text AS body FROM ${session.schema}.quota_limit AS r
WHERE r.tenant = $1::text AND r.subscription = $2::text ORDER BY r.feature, r.revision DESC`,
    [session.tenant, subscription],
  )
  return rows.map((row) => recordOf(row) as QuotaLimit)
}

/** The step, and the copy of it that stands while it is pending. The place in the journal decides who was first. */
async function append(session: Session, record: QuotaReservation): Promise<void> {
  const { id, account, subscription, feature, reservedAt, status } = record
  const others: KeyColumns = [['account', account], ['subscription', subscription], ['feature', feature], ['reserved_at', reservedAt, 'timestamptz']]
  await appendNext(session, { table: 'quota_reservation', key: [['id', id]], others, field: 'record.revision' }, record)
  if (status !== 'pending') {
    await session.query(`DELETE FROM ${session.schema}.quota_pending WHERE tenant = $1::text AND id = $2::text`, [session.tenant, id])
    return
  }
  if ((await get(session, id))?.revision === record.revision) await insertRecord(session, 'quota_pending', [['id', id], ...others], record)
}

async function get(session: Session, id: string): Promise<QuotaReservation | undefined> {
  const rows = await session.query(
    `SELECT r.body::text AS body FROM ${session.schema}.quota_reservation AS r WHERE r.tenant = $1::text AND r.id = $2::text ORDER BY r.revision DESC LIMIT 1`,
    [session.tenant, id],
  )
  return rows[0] && (recordOf(rows[0]) as QuotaReservation)
}

function list(session: Session, { status, subscription, feature, ...whose }: QuotaReservationFilter, page: PageRequest | undefined): Promise<Page<QuotaReservation>> {
  const given = [['subscription', subscription], ['feature', feature]] as const
  const isPending = status === 'pending'
  const last = `NOT EXISTS (SELECT FROM ${session.schema}.quota_reservation AS n WHERE n.tenant = r.tenant AND n.id = r.id AND n.revision = r.revision + 1)`
  const where = (bind: Bind): readonly string[] => [
    ...ofAccounts(bind, whose),
    ...given.flatMap(([column, value]) => (value === undefined ? [] : [`r.${column} = ${bind(value)}::text`])),
    ...(isPending ? [] : [last]),
    ...(isPending || status === undefined ? [] : [`r.body ->> 'status' = ${bind(status)}::text`]),
  ]
  const query = {
    select: 'r.body::text AS body',
    table: isPending ? 'quota_pending' : 'quota_reservation',
    order: [{ name: 'reserved_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
    where,
    read: (row: Row) => recordOf(row) as QuotaReservation,
  } as const
  return listPage(session, query, page)
}

/** One statement that takes the row's lock and changes it: who waited sees what was kept, or is refused where its snapshot is older. */
async function lock(session: Session, subscription: string, feature: string): Promise<void> {
  await session.query(
    `INSERT INTO ${session.schema}.quota_turn AS held (tenant, subscription, feature, turns) VALUES ($1::text, $2::text, $3::text, 1)
ON CONFLICT (tenant, subscription, feature) DO UPDATE SET turns = held.turns + 1`,
    [session.tenant, subscription, feature],
  )
}

export function pgQuotaStore(session: Session): QuotaStore {
  return {
    appendLimit: (limit) =>
      session.step(() => appendNext(session, { table: 'quota_limit', key: [['subscription', limit.subscription], ['feature', limit.feature]], field: 'limit.revision' }, limit)),
    limits: (subscription) => session.step(() => limits(session, subscription)),
    append: (reservation) => session.step(() => append(session, reservation)),
    get: (id) => session.step(() => get(session, id)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
    lock: (subscription, feature) => session.step(() => lock(session, subscription, feature)),
  }
}
