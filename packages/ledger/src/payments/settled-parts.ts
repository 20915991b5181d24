import { fromMinorUnits } from '@farthing/core'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import type { SettlementPart } from '../book/postings/settlement-part.js'

const destinations: { readonly [role in string]?: SettlementPart['to'] } = { receivable: 'document', customer_credit: 'credit', unapplied_cash: 'unapplied' }

/**
 * What a payment went to, as its postings say: the one that received it, and those that applied what was unapplied. Sums to the payment; what has been
 * applied since is no longer unapplied. What refunds and disputes took back is not looked at.
 */
export function settledParts(postings: Iterable<LedgerTransaction>): readonly SettlementPart[] {
  const sums = new Map<string, { readonly part: Omit<SettlementPart, 'amount'>; readonly currency: string; sum: bigint }>()
  for (const { reference, entries } of postings) {
    for (const { account, currency, amountMinor, item = reference } of entries) {
      const to = destinations[account.role]
      if (to === undefined || account.account === undefined) continue
      const part = { to, account: account.account, item, ...(account.routing !== undefined && { wallet: account.routing }) }
      const key = JSON.stringify([part, currency])
      const known = sums.get(key) ?? { part, currency, sum: 0n }
      known.sum -= BigInt(amountMinor)
      sums.set(key, known)
    }
  }
  return [...sums.values()].filter(({ sum }) => sum > 0n).map(({ part, currency, sum }) => ({ ...part, amount: fromMinorUnits(sum.toString(), currency) }))
}
