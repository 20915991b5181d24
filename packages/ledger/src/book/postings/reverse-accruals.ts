import { ledgerAccountKey } from '../ledger-account.js'
import type { LedgerEntry } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { addMinor, negateMinor, signOfMinor } from '../minor-amount.js'
import { post } from './post.js'

export interface AccrualReversal extends PostingOrigin {
  /** Id of the invoice that takes the place of the accruals. */
  readonly reference: string
  /** What is recorded for this reference. */
  readonly recorded: Iterable<LedgerTransaction>
}

/**
 * Takes back all accruals of a period at once, when its invoice is issued: afterwards none of their accounts has anything left of them.
 *
 * Mirrors recorded entries, never recomputed ones, summed for each account, currency and item. `undefined` when nothing is left to reverse.
 *
 * @throws `ledger.period_closed`
 */
export function reverseAccruals(posting: AccrualReversal, options?: PostingOptions): LedgerTransaction | undefined {
  const sums = new Map<string, LedgerEntry>()
  for (const { kind, reference, entries } of posting.recorded) {
    if (reference !== posting.reference || (kind !== 'usage_accrued' && kind !== 'accrual_reversed')) continue
    for (const entry of entries) {
      const key = `${ledgerAccountKey(entry.account)}${entry.currency}`
      sums.set(key, { ...entry, amountMinor: addMinor(sums.get(key)?.amountMinor ?? '0', entry.amountMinor) })
    }
  }
  const entries = [...sums.values()]
    .filter(({ amountMinor }) => signOfMinor(amountMinor) !== 0)
    .map((entry) => ({ ...entry, amountMinor: negateMinor(entry.amountMinor) }))
  return entries.length === 0 ? undefined : post('accrual_reversed', posting, entries, options)
}
