import { compareBytes, type CurrencyCode } from '@farthing/core'
import type { LedgerTransaction } from '../ledger-transaction.js'

/** Revenue of one product in one period of the books. */
export interface RevenueRow {
  /** `2026`, `2026-11` or `2026-11-02`, by accounting date. */
  readonly period: string
  /** Absent for revenue without a product. */
  readonly product?: string
  readonly currency: CurrencyCode
  /** Minor units, positive where revenue was earned; accruals of open periods included. */
  readonly amountMinor: string
}

const lengthOf = { year: 4, month: 7, day: 10 } as const

/** Revenue by period of the books, product and currency, in this order; rows of zero are left out. */
export function revenueByPeriod(transactions: Iterable<LedgerTransaction>, unit: 'year' | 'month' | 'day'): readonly RevenueRow[] {
  const sums = new Map<string, { readonly period: string; readonly product: string | undefined; readonly currency: CurrencyCode; sum: bigint }>()
  for (const { accountingDate, entries } of transactions) {
    const period = accountingDate.slice(0, lengthOf[unit])
    for (const { account, currency, amountMinor } of entries) {
      if (account.role !== 'revenue') continue
      const key = [period, currency, account.routing ?? ''].join('\u0000')
      const row = sums.get(key) ?? { period, product: account.routing, currency, sum: 0n }
      row.sum -= BigInt(amountMinor)
      sums.set(key, row)
    }
  }
  return [...sums.values()]
    .filter(({ sum }) => sum !== 0n)
    .sort((a, b) => compareBytes(a.period, b.period) || compareBytes(a.product ?? '', b.product ?? '') || compareBytes(a.currency, b.currency))
    .map(({ period, product, currency, sum }) => ({ period, ...(product !== undefined && { product }), currency, amountMinor: sum.toString() }))
}
