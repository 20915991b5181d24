import { compareBytes, type CurrencyCode } from '@farthing/core'
import { chartOfAccounts } from '../chart-of-accounts.js'
import { ledgerAccountKey, type LedgerAccount } from '../ledger-account.js'
import type { LedgerTransaction } from '../ledger-transaction.js'

/** One account of the book in one currency. */
export interface TrialBalanceRow {
  readonly account: LedgerAccount
  readonly currency: CurrencyCode
  /** Σ of debits, not negative. */
  readonly debitMinor: string
  /** Σ of credits, not negative. */
  readonly creditMinor: string
  /** Debits less credits. */
  readonly balanceMinor: string
}

interface Sums {
  readonly account: LedgerAccount
  readonly currency: CurrencyCode
  readonly key: string
  debit: bigint
  credit: bigint
}

/**
 * Every account that was ever posted, in each of its currencies: in the order of the chart, then by account, routing and currency.
 *
 * Balances sum to zero in every currency. Does not depend on the order of transactions. `O(n log n)`.
 */
export function trialBalance(transactions: Iterable<LedgerTransaction>): readonly TrialBalanceRow[] {
  const rows = new Map<string, Sums>()
  for (const { entries } of transactions) {
    for (const { account, currency, amountMinor } of entries) {
      const key = `${ledgerAccountKey(account)}${currency}`
      const sums = rows.get(key) ?? { account, currency, key, debit: 0n, credit: 0n }
      const amount = BigInt(amountMinor)
      if (amount > 0n) sums.debit += amount
      else sums.credit -= amount
      rows.set(key, sums)
    }
  }
  return [...rows.values()].sort(inChartOrder).map(({ account, currency, debit, credit }) => ({
    account,
    currency,
    debitMinor: debit.toString(),
    creditMinor: credit.toString(),
    balanceMinor: (debit - credit).toString(),
  }))
}

function inChartOrder(a: Sums, b: Sums): number {
  return placeOf(a.account) - placeOf(b.account) || compareBytes(a.key, b.key)
}

function placeOf({ role }: LedgerAccount): number {
  return Object.keys(chartOfAccounts).indexOf(role)
}
