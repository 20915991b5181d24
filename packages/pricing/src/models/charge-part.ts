import type { Decimal, Exact } from '@farthing/core'

/**
 * One step of a price: a tier, or the whole of a price without tiers.
 * `amount` = `quantity` × `unit` + `flat`, exactly. Parts sum to their charge in quantity and amount.
 */
export interface ChargePart {
  /** What people call it: `Flat fee`, `Tier 2`. */
  readonly label: string
  /** 1-based; absent where the model has no tiers. */
  readonly tier?: number
  readonly quantity: Exact
  readonly unit: Decimal
  readonly flat: Decimal
  readonly amount: Exact
}

/** What a price gives for a quantity: exact, with the steps that lead to it. */
export interface RatedPrice {
  readonly amount: Exact
  /** Never empty. */
  readonly parts: readonly ChargePart[]
}
