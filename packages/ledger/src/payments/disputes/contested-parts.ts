import { addAllMoney, addMoney, compareMoney, signOf, subtractMoney, type Money } from '@farthing/core'
import type { SettlementPart } from '../../book/postings/settlement-part.js'
import { takeBackParts } from '../take-back-parts.js'

export interface ContestedParts {
  readonly account: string
  /** The provider's name of the payment. */
  readonly payment: string
  /** What the payment went to, without what was taken back since. */
  readonly parts: readonly SettlementPart[]
  /** What refunds have sent back already; nothing unless given. */
  readonly sentBack?: Money | undefined
  readonly amount: Money
}

/**
 * Says what a dispute takes back of a payment: as `takeBackParts`, and what refunds have sent back already a second time. The payer then has more than was
 * paid, and owes it: that part stands against the account as money that settles nothing.
 *
 * @throws `payment.allocation_invalid` with what is missing, for more than what is left and what was sent back; `money.currency_mismatch`
 */
export function contestedParts({ account, payment, parts, sentBack, amount }: ContestedParts): readonly SettlementPart[] {
  const left = addAllMoney(parts.map((part) => part.amount), amount.currency)
  const twice = subtractMoney(amount, left)
  if (sentBack === undefined || signOf(twice.amount) <= 0 || compareMoney(twice, sentBack) > 0) return takeBackParts({ parts, amount })
  const isSame = ({ to, item }: SettlementPart): boolean => to === 'unapplied' && item === payment
  const known = parts.find(isSame)?.amount
  const owed: SettlementPart = { to: 'unapplied', account, item: payment, amount: known === undefined ? twice : addMoney(known, twice) }
  return [owed, ...takeBackParts({ parts, amount: left }).filter((part) => !isSame(part))]
}
