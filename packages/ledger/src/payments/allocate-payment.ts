import { compareBytes, compareMoney, describeValue, fail, fromMinorUnits, isZero, signOf, subtractMoney, toMinorUnits, type Instant, type Money } from '@farthing/core'
import type { OpenItem } from '../book/balances/open-items.js'
import { signOfMinor } from '../book/minor-amount.js'
import type { SettlementPart } from '../book/postings/settlement-part.js'

/** A document that is not settled: an open item of a receivable. */
export interface OpenDocument {
  readonly item: string
  readonly account: string
  /** What is left of it; positive. */
  readonly open: Money
  readonly openedAt: Instant
}

export interface NamedAllocation {
  readonly item: string
  /** As much as there is unless given. */
  readonly amount?: Money
}

export interface AllocationRequest {
  readonly amount: Money
  readonly documents: readonly OpenDocument[]
  /** Settled first, in this order. */
  readonly named?: readonly NamedAllocation[]
  /** Where the rest goes: to the oldest documents, or nowhere. `oldest_first` unless given, and `none` beside `named`. */
  readonly rest?: 'oldest_first' | 'none'
}

export interface PaymentAllocation {
  readonly parts: readonly SettlementPart[]
  /** What settles nothing: zero, or an overpayment. */
  readonly unapplied: Money
}

/**
 * Says which documents a payment settles: the named ones, then the oldest by opening time and item. Parts and rest sum to the payment, no part is more
 * than its document has open, and the last one may be smaller: an underpayment. Documents in other currencies are not touched.
 *
 * @throws `payment.allocation_invalid` naming the document: unknown or settled, named twice, in another currency, or with more than it has open
 */
export function allocatePayment({ amount, documents, named = [], rest }: AllocationRequest): PaymentAllocation {
  if (signOf(amount.amount) <= 0) fail('payment.allocation_invalid', { field: 'amount', because: `is ${amount.amount} ${amount.currency}` })
  toMinorUnits(amount)
  const open = documents.filter((document) => document.open.currency === amount.currency && signOf(document.open.amount) > 0)
  const byItem = new Map(open.map((document) => [document.item, document]))
  const wanted = named.map((one, index) => wantedOf(one, byItem.get(one.item), `named[${index}]`))
  const items = new Set(wanted.map(({ document }) => document.item))
  if (items.size < wanted.length) fail('payment.allocation_invalid', { field: 'named', because: 'names a document twice' })
  const follow = rest ?? (named.length === 0 ? 'oldest_first' : 'none')
  const others = follow === 'none' ? [] : [...open].filter(({ item }) => !items.has(item)).sort(byAge).map((document) => ({ document, most: document.open }))
  return take(amount, [...wanted, ...others])
}

interface Wanted {
  readonly document: OpenDocument
  readonly most: Money
}

function wantedOf({ item, amount }: NamedAllocation, document: OpenDocument | undefined, field: string): Wanted {
  if (document === undefined) return fail('payment.allocation_invalid', { field: `${field}.item`, because: `is ${describeValue(item)}, which has nothing open in this currency`, facts: { item } })
  const most = amount ?? document.open
  if (signOf(most.amount) <= 0 || most.currency !== document.open.currency || compareMoney(most, document.open) > 0) {
    fail('payment.allocation_invalid', { field: `${field}.amount`, because: `is ${most.amount} ${most.currency} of ${document.open.amount} ${document.open.currency}`, facts: { item } })
  }
  toMinorUnits(most)
  return { document, most }
}

function byAge(a: OpenDocument, b: OpenDocument): number {
  return compareBytes(a.openedAt, b.openedAt) || compareBytes(a.item, b.item)
}

function take(amount: Money, wanted: readonly Wanted[]): PaymentAllocation {
  const parts: SettlementPart[] = []
  let left = amount
  for (const { document, most } of wanted) {
    if (isZero(left.amount)) break
    const part = compareMoney(most, left) < 0 ? most : left
    parts.push({ to: 'document', account: document.account, item: document.item, amount: part })
    left = subtractMoney(left, part)
  }
  return { parts, unapplied: left }
}

/** What of an account's open items a payment can settle: those that have a name and something left. */
export function openDocuments(account: string, items: readonly OpenItem[]): readonly OpenDocument[] {
  return items.flatMap(({ item, currency, amountMinor, openedAt }) =>
    item === undefined || signOfMinor(amountMinor) <= 0 ? [] : [{ item, account, open: fromMinorUnits(amountMinor, currency), openedAt }],
  )
}
