import { addAll, allocate, compare, divide, isDecimalValue, isZero, minorUnitsOf, multiply, round, type CurrencyCode, type Exact } from '@farthing/core'
import type { DiscountableCharge } from './discountable.js'

/**
 * `exact`: each charge bears its exact proportion, which may be a fraction. `minor_units`: whole minor units by largest remainder, the odd
 * ones to the largest remainders, equal ones in byte order of their keys.
 */
export type Spread = 'exact' | 'minor_units'

export interface SpreadShare {
  readonly charge: string
  /** Above 0, and no more than what is left of the charge. */
  readonly amount: Exact
}

export interface SpreadRule {
  readonly spread: Spread
  readonly currency: CurrencyCode
}

/**
 * Splits an amount over charges in proportion to what is left of each; it is no more than that together. Shares sum to it, exactly.
 *
 * In whole minor units, fractions of one that a charge costs bear nothing. Where the amount is no whole number of them, or is more than the
 * whole ones of all charges together, the exact proportions hold.
 */
export function spreadOver(amount: Exact, charges: readonly DiscountableCharge[], { spread, currency }: SpreadRule): readonly SpreadShare[] {
  const total = addAll(charges.map(({ left }) => left))
  if (isZero(amount) || isZero(total)) return []
  if (compare(amount, total) === 0) return charges.map(({ charge, left }) => ({ charge: charge.key, amount: left }))
  const shares = (spread === 'minor_units' ? inMinorUnits(amount, charges, currency) : undefined) ?? inProportion(amount, charges, total)
  return shares.filter((share) => !isZero(share.amount))
}

function inProportion(amount: Exact, charges: readonly DiscountableCharge[], total: Exact): readonly SpreadShare[] {
  return charges.map(({ charge, left }) => ({ charge: charge.key, amount: divide(multiply(amount, left), total) }))
}

/** Weights are whole units, so that no share is more than its weight: a share is less than one unit above a proportion of at most one. */
function inMinorUnits(amount: Exact, charges: readonly DiscountableCharge[], currency: CurrencyCode): readonly SpreadShare[] | undefined {
  const exponent = minorUnitsOf(currency)
  const whole = (value: Exact) => round(value, { mode: 'down', exponent })
  const shares = charges.map(({ charge, left }) => ({ key: charge.key, weight: whole(left) }))
  if (!isDecimalValue(amount) || compare(whole(amount), amount) !== 0) return undefined
  if (compare(amount, addAll(shares.map(({ weight }) => weight))) > 0) return undefined
  return allocate({ total: amount, shares, exponent }).map(({ key, amount: part }) => ({ charge: key, amount: part }))
}
