import { add, assertInvariant, isZero, type CurrencyCode, type Decimal } from '@farthing/core'
import type { LedgerTransaction } from '../book/ledger-transaction.js'

/** Every currency of a transaction sums to zero, and no entry is zero. Throws where not. */
export function assertBalanced({ entries }: LedgerTransaction): void {
  const sums = new Map<CurrencyCode, Decimal>()
  for (const { currency, amountMinor } of entries) {
    assertInvariant(/^-?[1-9][0-9]*$/.test(amountMinor), 'an entry is a non-zero whole number of minor units')
    sums.set(currency, add(sums.get(currency) ?? '0', amountMinor as Decimal))
  }
  for (const [currency, sum] of sums) assertInvariant(isZero(sum), `a transaction is balanced in ${currency}: ${sum}`)
}
