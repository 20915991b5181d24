import { compareBytes, fail } from '@farthing/core'
import type { BillingRun, BillingRunAccount, BillingRunStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { inTime } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { emptyRows, keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export interface BillingRunRows {
  readonly runs: Rows<BillingRun>
  /** By run and account; found under the run, with a status, with a part, and with both. */
  readonly accounts: Rows<BillingRunAccount>
}

export function emptyBillingRunRows(): BillingRunRows {
  return { runs: emptyRows(), accounts: emptyRows() }
}

const termOf = (run: string, status: string | null, part: number | null): string => keyOf(run, status, part)

export function memoryBillingRunStore(rows: BillingRunRows, transaction: Transaction): BillingRunStore {
  const runs = openTable(rows.runs, transaction)
  const accounts = openTable(rows.accounts, transaction, ({ run, status, part }) => [termOf(run, null, null), termOf(run, status, null), termOf(run, null, part), termOf(run, status, part)])
  const get = (id: string) => transaction.step(() => runs.get(id))
  return {
    get,
    // Transactions of a tenant run one after another, so nobody has to wait here.
    load: get,
    save: (run) =>
      transaction.step(() => {
        refuseOtherRevision(run.revision, runs.get(run.id), `run.revision of ${run.id}`)
        runs.set(run.id, frozenCopy(run))
      }),
    list: ({ mode, status, ...when }, page) =>
      transaction.step(() => {
        const found = runs.all().filter((run) => inTime(run.startedAt, when) && (mode ?? run.mode) === run.mode && (status ?? run.status) === run.status)
        return listPage(found, ({ startedAt, id }) => [startedAt, id], page)
      }),
    find: (run, names) => transaction.step(() => [...new Set(names)].sort(compareBytes).flatMap((name) => accounts.get(keyOf(run, name)) ?? [])),
    saveAccounts: (given) =>
      transaction.step(() => {
        for (const account of given) {
          const key = keyOf(account.run, account.account)
          refuseOtherRevision(account.revision, accounts.get(key), `accounts.revision of ${account.account}`)
          accounts.set(key, frozenCopy(account))
        }
      }),
    accounts: (run, { status, part }, page) =>
      transaction.step(() => listPage(accounts.under(termOf(run, status ?? null, part ?? null)), (account) => [String(account.part).padStart(10, '0'), account.account], page)),
    counts: (run) =>
      transaction.step(() => {
        const of = (status: string): number => accounts.under(termOf(run, status, null)).length
        return { pending: of('pending'), done: of('done'), held: of('held'), cleared: of('cleared') }
      }),
  }
}

function refuseOtherRevision(revision: number, stored: { readonly revision: number } | undefined, field: string): void {
  const next = stored === undefined ? 0 : stored.revision + 1
  if (revision !== next) fail('storage.conflict', { field, because: `is ${revision} where ${next} is next`, facts: { revision, next } })
}
