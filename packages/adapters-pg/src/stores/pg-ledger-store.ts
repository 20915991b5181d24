import { fail } from '@farthing/core'
import type { LedgerAccount, LedgerTransaction } from '@farthing/ledger'
import type { LedgerBalance, LedgerStore, PageRequest, TimeScope } from '@farthing/ports'
import { textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { checkBalanced } from './check-balanced.js'
import { checkTenant } from './check-tenant.js'
import { inTime, type Bind } from './list-conditions.js'
import { listPage, type ListQuery } from './list-page.js'
import { insertTransactions } from './insert-transactions.js'
import { transactionOf, transactionSql } from './read-transactions.js'
import { isSameContent } from './record-rows.js'

async function get(session: Session, id: string): Promise<LedgerTransaction | undefined> {
  const rows = await session.query(
    `SELECT ${transactionSql(session.schema)} FROM ${session.schema}.ledger_transaction AS r WHERE r.tenant = $1::text AND r.id = $2::text`,
    [session.tenant, id],
  )
  return rows[0] && transactionOf(rows[0], session.tenant)
}

async function putAll(session: Session, posted: readonly LedgerTransaction[]): Promise<void> {
  const byId = new Map<string, LedgerTransaction>()
  for (const transaction of posted) {
    checkTenant(transaction.tenant, session.tenant, 'transaction.tenant')
    checkBalanced(transaction.entries)
    const known = byId.get(transaction.id)
    if (known !== undefined && !isSameContent(known, transaction)) refuse(transaction)
    byId.set(transaction.id, transaction)
  }
  if (byId.size === 0) return
  const kept = await insertTransactions(session, [...byId.values()])
  for (const transaction of byId.values()) {
    if (!kept.has(transaction.id) && !isSameContent(await get(session, transaction.id), transaction)) refuse(transaction)
  }
}

function refuse({ id }: LedgerTransaction): never {
  return fail('storage.conflict', { field: 'transaction', because: 'is kept with other content', facts: { key: id } })
}

async function balance(session: Session, { role, account, routing }: LedgerAccount): Promise<readonly LedgerBalance[]> {
  const values: unknown[] = [session.tenant, role]
  const whole = (column: string, value: string | undefined): string =>
    value === undefined ? `${column} IS NULL` : `${column} = $${values.push(value)}::text`
  const rows = await session.query(
    `SELECT currency, sum(amount_minor)::text AS sum FROM ${session.schema}.ledger_entry
WHERE tenant = $1::text AND role = $2::text AND ${whole('account', account)} AND ${whole('routing', routing)}
GROUP BY currency ORDER BY currency`,
    values,
  )
  return rows.map((row) => ({ currency: textOf(row, 'currency'), amountMinor: textOf(row, 'sum') }))
}

export function pgLedgerStore(session: Session): LedgerStore {
  const list = (page: PageRequest | undefined, when: TimeScope = {}, where: ListQuery<LedgerTransaction>['where'] = () => []) =>
    listPage(
      session,
      {
        select: transactionSql(session.schema),
        table: 'ledger_transaction',
        order: [{ name: 'booked_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
        where: (bind: Bind) => [...inTime(bind, when, 'booked_at'), ...where(bind)],
        read: (row) => transactionOf(row, session.tenant),
      },
      page,
    )
  return {
    put: (posted) => session.step(() => putAll(session, [posted])),
    putAll: (posted) => session.step(() => putAll(session, posted)),
    get: (id) => session.step(() => get(session, id)),
    list: (page, when) => session.step(() => list(page, when)),
    listOfAccount: (account, page, when) =>
      session.step(() =>
        list(page, when, (bind) => [
          // Found by the account and not along the book: of one with little in it, all of the others would be read.
          `r.id = ANY (ARRAY(SELECT DISTINCT e.transaction_id FROM ${session.schema}.ledger_entry AS e WHERE e.tenant = ${bind(session.tenant)}::text AND e.account = ${bind(account)}::text))`,
        ]),
      ),
    balance: (account) => session.step(() => balance(session, account)),
  }
}
