import { addMoney, compareMoney, fail, isZero, signOf, subtractMoney, type Money } from '@farthing/core'
import type { SettlementPart } from '../book/postings/settlement-part.js'

export interface TakenBack {
  /** What the payment went to, unapplied money included. */
  readonly parts: readonly SettlementPart[]
  /** What earlier refunds and disputes took back of them. */
  readonly taken?: readonly SettlementPart[]
  readonly amount: Money
}

/**
 * Says which parts of a payment an amount is taken from when it goes back: what settles nothing first, then the parts from the last to the first.
 * The result sums to the amount, and no part gives more than it has left.
 *
 * @throws `payment.allocation_invalid` with what is left, for more than that; `money.currency_mismatch`
 */
export function takeBackParts({ parts, taken = [], amount }: TakenBack): readonly SettlementPart[] {
  const left = new Map<string, SettlementPart>()
  for (const part of parts) left.set(keyOf(part), { ...part, amount: addMoney(left.get(keyOf(part))?.amount ?? { ...part.amount, amount: '0' }, part.amount) })
  for (const part of taken) {
    const known = left.get(keyOf(part))
    if (known !== undefined) left.set(keyOf(part), { ...known, amount: subtractMoney(known.amount, part.amount) })
  }
  const newestFirst = [...left.values()].reverse()
  const ordered = [...newestFirst.filter(({ to }) => to === 'unapplied'), ...newestFirst.filter(({ to }) => to !== 'unapplied')]
  const result: SettlementPart[] = []
  let open = amount
  for (const part of ordered.filter((one) => signOf(one.amount.amount) > 0)) {
    if (isZero(open.amount)) break
    const given = compareMoney(part.amount, open) < 0 ? part.amount : open
    result.push({ ...part, amount: given })
    open = subtractMoney(open, given)
  }
  if (signOf(open.amount) > 0) fail('payment.allocation_invalid', { field: 'amount', because: `is ${amount.amount} ${amount.currency}, ${open.amount} more than is left`, facts: { missing: open.amount } })
  return result
}

function keyOf({ to, account, item, wallet }: SettlementPart): string {
  return [to, account, item, wallet ?? ''].join('\u0000')
}
