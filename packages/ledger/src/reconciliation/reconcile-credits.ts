import { compareMoney, fromMinorUnits, subtractMoney, type Money } from '@farthing/core'
import { isAmountGrant, type AmountGrant } from '../credits/credit-grant.js'
import type { BookedGrant } from '../credits/credit-journal.js'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import type { Mismatch } from './mismatch.js'

/**
 * Paid credit against the book: the customer credit of each grant is what its journal has left, and none is of a grant that does not exist. Of credit that is
 * void the book may still hold what was lost, where that is the host's to give back.
 */
export function reconcileCredits(grants: readonly BookedGrant[], transactions: readonly LedgerTransaction[]): readonly Mismatch[] {
  const booked = customerCredit(transactions)
  const paid = new Map(grants.flatMap(({ grant, head }) => (isAmountGrant(grant) && grant.kind === 'paid' ? [[grant.id, { grant, head }] as const] : [])))
  const strange = [...booked.values()].filter(({ item, sum }) => sum !== 0n && paid.get(item) === undefined)
  return [
    ...[...paid.values()].flatMap(({ grant, head }) => differenceOf({ grant, head }, booked.get(keyOf(grant.id, grant.currency))?.sum ?? 0n)),
    ...strange.map(({ item, currency, sum }): Mismatch => ({ kind: 'credit_unknown', subject: item, ...fromMinorUnits(sum.toString(), currency), because: 'has customer credit, and is no paid grant' })),
  ]
}

function differenceOf({ grant, head }: { readonly grant: AmountGrant; readonly head: BookedGrant['head'] }, sum: bigint): readonly Mismatch[] {
  const { id: subject, currency } = grant
  const inBook = fromMinorUnits(sum.toString(), currency)
  const left: Money = { amount: head?.balance.remaining ?? '0', currency }
  const difference = subtractMoney(inBook, left)
  const isVoid = compareMoney(difference, { amount: '0', currency }) >= 0 && compareMoney(difference, { amount: head?.balance.voided ?? '0', currency }) <= 0
  if (isVoid) return []
  return [{ kind: 'credit_differs', subject, ...difference, because: `has ${left.amount} left and is in the book with ${inBook.amount}` }]
}

/** Σ by grant and currency; positive is what the account has. */
function customerCredit(transactions: readonly LedgerTransaction[]) {
  const sums = new Map<string, { readonly item: string; readonly currency: string; sum: bigint }>()
  for (const { entries } of transactions) {
    for (const { account, item = '', currency, amountMinor } of entries) {
      if (account.role !== 'customer_credit') continue
      const known = sums.get(keyOf(item, currency)) ?? { item, currency, sum: 0n }
      known.sum -= BigInt(amountMinor)
      sums.set(keyOf(item, currency), known)
    }
  }
  return sums
}

function keyOf(item: string, currency: string): string {
  return `${currency}/${item}`
}
