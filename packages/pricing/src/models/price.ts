import type { Decimal } from '@farthing/core'

/** Due once per period, whatever was used. */
export interface FlatPrice {
  readonly model: 'flat'
  readonly amount: Decimal
}

/** Each unit costs the same. */
export interface PerUnitPrice {
  readonly model: 'per_unit'
  readonly unit: Decimal
}

/**
 * One tier. `upTo` belongs to it: with a bound of 10, the tenth unit is the last one inside. Only the last tier has none.
 */
export interface Tier {
  readonly upTo?: Decimal
  /** Price of one unit in this tier. */
  readonly unit: Decimal
  /** Due once the tier is entered; `"0"` unless given. */
  readonly flat?: Decimal
}

/** Each tier prices the units that fall into it. */
export interface GraduatedPrice {
  readonly model: 'graduated'
  readonly tiers: readonly Tier[]
  /** Whether the first tier's flat fee is due at zero usage: `nothing` unless given. */
  readonly zeroQuantity?: 'nothing' | 'first_tier_flat'
}

export type Price = FlatPrice | PerUnitPrice | GraduatedPrice

export type PriceModel = Price['model']
