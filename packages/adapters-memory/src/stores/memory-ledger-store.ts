import { compareBytes, fail } from '@farthing/core'
import type { LedgerAccount, LedgerEntry, LedgerTransaction } from '@farthing/ledger'
import type { BookClosing, LedgerStore, Page, PageRequest, TimeScope } from '@farthing/ports'
import { checkTenant } from '../rows/check-tenant.js'
import { closedPeriods } from './memory-book-period-store.js'
import { checkBalanced, sumByCurrency } from './ledger-sums.js'
import { listPage } from '../rows/list-page.js'
import { inTime } from '../rows/in-scope.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export function memoryLedgerStore(rows: Rows<LedgerTransaction>, closings: Rows<BookClosing>, transaction: Transaction, tenant: string): LedgerStore {
  const table = openTable(rows, transaction, ({ entries }) => entries.flatMap(({ account }) => [accountTerm(account), partyTerm(account.account)]))
  const keep = (posted: LedgerTransaction): void => {
    checkTenant(posted.tenant, tenant, 'transaction.tenant')
    checkBalanced(posted.entries)
    if (table.get(posted.id) === undefined) refuseClosed(posted, closings)
    writeOnce(table, posted, { key: posted.id, field: 'transaction' })
  }
  return {
    put: (posted) => transaction.step(() => keep(posted)),
    putAll: (posted) => transaction.step(() => posted.forEach(keep)),
    get: (id) => transaction.step(() => table.get(id)),
    list: (page, when) => transaction.step(() => pageOf(table.all(), page, when)),
    listOfAccount: (account, page, when) => transaction.step(() => pageOf(table.under(partyTerm(account)), page, when)),
    balance: (account) =>
      transaction.step(() => {
        const term = accountTerm(account)
        const entries = table.under(term).flatMap((posted) => entriesOf(posted, term))
        return [...sumByCurrency(entries)]
          .map(([currency, sum]) => ({ currency, amountMinor: sum.toString() }))
          .sort((a, b) => compareBytes(a.currency, b.currency))
      }),
  }
}

function pageOf(posted: readonly LedgerTransaction[], page: PageRequest | undefined, when: TimeScope = {}): Page<LedgerTransaction> {
  return listPage(posted.filter(({ bookedAt }) => inTime(bookedAt, when)), ({ bookedAt, id }) => [bookedAt, id], page)
}

function refuseClosed({ accountingDate }: LedgerTransaction, closings: Rows<BookClosing>): void {
  const { closedThrough } = closedPeriods(closings)
  if (closedThrough === undefined || accountingDate > closedThrough) return
  fail('ledger.period_closed', { field: 'accountingDate', because: `is ${accountingDate}, and the books are closed through ${closedThrough}` })
}

function partyTerm(account: string | undefined): string {
  return keyOf('party', account ?? null)
}

function accountTerm({ role, account, routing }: LedgerAccount): string {
  return keyOf(role, account ?? null, routing ?? null)
}

function entriesOf({ entries }: LedgerTransaction, term: string): readonly LedgerEntry[] {
  return entries.filter((entry) => accountTerm(entry.account) === term)
}
