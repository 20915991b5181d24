import { addAllMoney, compareMoney, fail, type Money } from '@farthing/core'
import type { LedgerAccount } from '../ledger-account.js'
import { credit, debit, type LedgerEntry } from '../ledger-entry.js'
import { checkPosted } from './post.js'

/** Where a part of a payment went, or comes from when it is taken back. */
export interface SettlementPart {
  /** A document, paid credit, or money that settles nothing yet. */
  readonly to: 'document' | 'credit' | 'unapplied'
  readonly account: string
  /** The document, the grant, or the payment. */
  readonly item: string
  /** Of paid credit. */
  readonly wallet?: string
  readonly amount: Money
}

/** Credits parts: a payment settles them. */
export function settleParts(parts: readonly SettlementPart[]): readonly LedgerEntry[] {
  return parts.flatMap((part) => credit({ account: accountOf(part), amount: part.amount, item: part.item }))
}

/** Debits parts: what they had settled is open again, or gone. */
export function unsettleParts(parts: readonly SettlementPart[]): readonly LedgerEntry[] {
  return parts.flatMap((part) => debit({ account: accountOf(part), amount: part.amount, item: part.item }))
}

/**
 * Σ of parts; each is positive, and all share the currency.
 *
 * @throws `ledger.amount_invalid`, `money.currency_mismatch`
 */
export function totalOfParts(parts: readonly SettlementPart[], currency: string): Money {
  parts.forEach(({ amount }, index) => checkPosted(amount, `parts[${index}].amount`))
  return addAllMoney(parts.map(({ amount }) => amount), currency)
}

/** @throws `ledger.amount_invalid` when parts are more or less than the amount */
export function checkWhole(parts: readonly SettlementPart[], amount: Money): void {
  const total = totalOfParts(parts, amount.currency)
  if (compareMoney(total, amount) === 0) return
  fail('ledger.amount_invalid', { field: 'parts', because: `sum to ${total.amount} of ${amount.amount} ${amount.currency}`, facts: { total: total.amount, ...amount } })
}

function accountOf({ to, account, wallet }: SettlementPart): LedgerAccount {
  switch (to) {
    case 'document':
      return { role: 'receivable', account }
    case 'credit':
      return { role: 'customer_credit', account, ...(wallet !== undefined && { routing: wallet }) }
    case 'unapplied':
      return { role: 'unapplied_cash', account }
  }
}
