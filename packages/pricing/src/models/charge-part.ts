import { add, addAll, multiply, type Decimal, type Exact, type JsonObject } from '@farthing/core'

/**
 * One step of a price: a tier, an allowance, or the whole of a price without steps. `amount` = `counted` × `unit` + `flat`, exactly.
 * Parts sum to their charge in quantity and amount.
 */
export interface ChargePart {
  /** What people call it: `Flat fee`, `Tier 2`. */
  readonly label: string
  /** 1-based; absent where the model has no tiers. */
  readonly tier?: number
  /** Units of usage that this step takes; 0 where it takes none, such as a fee beside them. */
  readonly quantity: Exact
  /** What `unit` is the price of, where that is not one unit of usage: packages, started blocks, hours, transactions. */
  readonly counted?: Exact
  readonly unit: Decimal
  readonly flat: Decimal
  readonly amount: Exact
}

/** What a price gives for a quantity: exact, with the steps that lead to it. */
export interface RatedPrice {
  readonly amount: Exact
  /** Never empty. */
  readonly parts: readonly ChargePart[]
  /** What the next period needs to know, such as units that roll over; absent where nothing does. */
  readonly carry?: JsonObject
}

/** A step with the amount that follows from it; `flat` is `"0"` unless given. */
export function chargePart(step: Omit<ChargePart, 'amount' | 'flat'> & Partial<Pick<ChargePart, 'flat'>>): ChargePart {
  const { counted = step.quantity, flat = '0' } = step
  return { ...step, flat, amount: add(multiply(counted, step.unit), flat) }
}

/** Steps as a price's answer. */
export function ratedPrice(parts: readonly ChargePart[]): RatedPrice {
  return { amount: addAll(parts.map((part) => part.amount)), parts }
}
