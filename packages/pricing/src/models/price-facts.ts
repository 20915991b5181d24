import { fail, signOf, type Decimal, type Dimensions, type Exact, type JsonObject } from '@farthing/core'
import type { PriceModelName } from './price.js'

/** A piece of work: how long, and by whom. */
export interface TimeEntry {
  readonly minutes: Exact
  /** Picks the hourly rate, where the price has one for it. */
  readonly userType?: string
}

/** What a price is applied to. Each model says which of these it reads besides the quantity. */
export interface PriceFacts {
  readonly quantity: Exact
  /** The group of usage; read by `matrix`. */
  readonly dimensions?: Dimensions
  /** Usage of several meters by name; read by a `stairstep` with limits by name. */
  readonly quantities?: { readonly [name: string]: Exact }
  /** Amounts of transactions in the order in which they happened; read by `percentage`. */
  readonly transactions?: readonly Exact[]
  /** An amount that usage itself carries; read by `dynamic`. */
  readonly amount?: Exact
  /** Read by `hourly`. */
  readonly entries?: readonly TimeEntry[]
  /** What the period before handed on; read by `bucket`. */
  readonly carry?: JsonObject
}

/** A fact that a model cannot do without. @throws `rating.fact_missing` */
export function factOf<F extends keyof PriceFacts>(facts: PriceFacts, name: F, model: PriceModelName): NonNullable<PriceFacts[F]> {
  return facts[name] ?? fail('rating.fact_missing', { field: name, because: `is missing for a price of model ${model}`, facts: { model } })
}

/** For models that do not say what a negative quantity would mean. @throws `price.quantity_negative` */
export function refuseNegative(quantity: Exact, model: PriceModelName, field = 'quantity'): void {
  if (signOf(quantity) >= 0) return
  fail('price.quantity_negative', { field, because: `is ${quantity} for a price of model ${model}`, facts: { quantity, model } })
}

/** The hundredth that a percentage stands for. */
export const percent: Decimal = '0.01'
