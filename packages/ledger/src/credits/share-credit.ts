import { allocate, isZero, smallest, subtract, type Decimal } from '@farthing/core'

/** How credit goes to lines: to all in proportion, or to one after the other. */
export type CreditSpread = 'proportional' | 'in-order'

/** A line, and what of it nobody has paid so far. */
export interface OpenLine<T> {
  readonly key: string
  readonly item: T
  left: Decimal
}

/**
 * What each line gets of a total that is no more than what is left of them together. Proportional shares are less than one minor unit from their exact
 * ones and never above what is left of their line, because that is a whole number of units itself.
 */
export function shareCredit(
  lines: readonly OpenLine<unknown>[],
  total: Decimal,
  { spread, exponent }: { readonly spread: CreditSpread; readonly exponent: number },
): readonly Decimal[] {
  if (spread === 'proportional') {
    return allocate({ total, shares: lines.map(({ key, left }) => ({ key, weight: left })), exponent }).map(({ amount }) => amount)
  }
  let due = total
  return lines.map(({ left }) => {
    const amount = isZero(due) ? '0' : smallest(left, due)
    due = subtract(due, amount)
    return amount
  })
}
