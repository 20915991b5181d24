import type { Account } from '@farthing/core'
import type { AccountFilter, AccountStore, Page, PageRequest } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import type { Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf, replaceRecord } from './record-rows.js'

/** One statement that takes the row's lock and changes it: who waited sees what was kept, or is refused where its snapshot is older. */
async function lock(session: Session, held: Set<string>, id: string): Promise<void> {
  if (held.has(id)) return
  await session.query(
    `INSERT INTO ${session.schema}.account_lock AS held (tenant, account, turns) VALUES ($1::text, $2::text, 1)
ON CONFLICT (tenant, account) DO UPDATE SET turns = held.turns + 1`,
    [session.tenant, id],
  )
  held.add(id)
}

function list(session: Session, { accounts, kind, currency, parent, parents }: AccountFilter, page: PageRequest | undefined): Promise<Page<Account>> {
  const where = (bind: Bind): readonly string[] => [
    ...(accounts === undefined ? [] : [`r.id = ANY (${bind(accounts)}::text[])`]),
    ...(kind === undefined ? [] : [`r.body ->> 'kind' = ${bind(kind)}::text`]),
    ...(currency === undefined ? [] : [`r.body ->> 'currency' = ${bind(currency)}::text`]),
    ...(parent === undefined ? [] : [`r.parent = ${bind(parent)}::text`]),
    ...(parents === undefined ? [] : [`r.parent = ANY (${bind(parents)}::text[])`]),
  ]
  return listPage(session, { select: 'r.body::text AS body', table: 'account', order: [{ name: 'id', type: 'text' }], where, read: (row) => recordOf(row) as Account }, page)
}

export function pgAccountStore(session: Session): AccountStore {
  // A turn that this transaction has taken is its own until it ends.
  const held = new Set<string>()
  return {
    put: (account) => session.step(() => replaceRecord(session, 'account', [['id', account.id]], account)),
    get: (id) => session.step(() => findRecord<Account>(session, 'account', [['id', id]])),
    list: (filter, page) => session.step(() => list(session, filter, page)),
    lock: (id) => session.step(() => lock(session, held, id)),
  }
}
