import type { AccountScope, Page, PageRequest, TimeScope } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { inTime, ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { recordOf } from './record-rows.js'

/** The steps of a thing in a table of things of several kinds, by revision; or the last one alone. */
export async function stepsOfKind(session: Session, table: string, { kind, id }: { readonly kind: string; readonly id: string }, which: 'all' | 'last'): Promise<readonly unknown[]> {
  const rows = await session.query(
    `SELECT r.body::text AS body FROM ${session.schema}.${table} AS r
WHERE r.tenant = $1::text AND r.kind = $2::text AND r.id = $3::text ORDER BY r.revision ${which === 'last' ? 'DESC LIMIT 1' : ''}`,
    [session.tenant, kind, id],
  )
  return rows.map(recordOf)
}

/** Which things are listed. What is undefined is no condition. */
interface KindQuery {
  readonly kind: string
  readonly filter: AccountScope & TimeScope
  readonly columns: Readonly<Record<string, string | undefined>>
  /** Of the amount of its content. */
  readonly currency?: string | undefined
}

/** The last steps of all things of a kind, by creation and id. */
export function listOfKind(
  session: Session,
  table: string,
  { kind, filter, columns, currency }: KindQuery,
  page: PageRequest | undefined,
): Promise<Page<unknown>> {
  const where = (bind: Bind): readonly string[] => [
    `r.kind = ${bind(kind)}::text`,
    ...ofAccounts(bind, filter),
    ...inTime(bind, filter, 'created_at'),
    ...(currency === undefined ? [] : [`r.body -> 'content' -> 'amount' ->> 'currency' = ${bind(currency)}::text`]),
    ...Object.entries(columns).flatMap(([column, value]) => (value === undefined ? [] : [`r.${column} = ${bind(value)}::text`])),
    `NOT EXISTS (SELECT FROM ${session.schema}.${table} AS n WHERE n.tenant = r.tenant AND n.kind = r.kind AND n.id = r.id AND n.revision = r.revision + 1)`,
  ]
  return listPage(session, { select: 'r.body::text AS body', table, order: [{ name: 'created_at', type: 'timestamptz' }, { name: 'id', type: 'text' }], where, read: recordOf }, page)
}
