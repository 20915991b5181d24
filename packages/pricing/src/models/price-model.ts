import type { RatedPrice } from './charge-part.js'
import type { PriceFacts } from './price-facts.js'
import type { Fields } from './read-fields.js'

/**
 * How one kind of price is read and applied. Each lives in the file of its name; the table is `price-models.ts`.
 *
 * Written with method syntax on purpose: a model of one price then fits where a model of any price is expected,
 * which is what the table's caller needs after it picked the entry by the price's own `model`.
 */
export interface PriceModel<P extends { readonly model: string }> {
  readonly name: P['model']
  /** A change of any figure is a new version, and the old one stays. */
  readonly version: number
  /** Whether the price is applied to the usage of a meter; otherwise it is due once per period, and its quantity is the share of the period. */
  readonly metered: boolean
  /** A canonical copy of a valid price. `fields.model` is already known to be this model. */
  check(fields: Fields, field: string): P
  /** Dimensions that the price reads: its component must price them apart. None unless given. */
  dimensions?(price: P): readonly string[]
  /** Meters that the price reads by name. None unless given: it is applied to the usage of its component's meter alone. */
  meters?(price: P): readonly string[]
  /** Whether what the period before handed on matters to the price. It does not unless given. */
  readsCarry?(price: P): boolean
  /** Exact; the price is valid and the quantity canonical. */
  rate(price: P, facts: PriceFacts): RatedPrice
}
