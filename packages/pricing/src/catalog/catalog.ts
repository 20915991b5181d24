import type { Cadence, CurrencyCode, Hash, Instant, LocalDate, Meter, Zone } from '@farthing/core'
import type { Price } from '../models/price.js'

/** What is sold, with the names that other systems know it by. */
export interface Product {
  readonly name: string
  /** Item ids in other systems, by system name. */
  readonly external?: { readonly [system: string]: string }
}

/** One line of a plan: a price, on a meter unless it is flat. */
export interface Component<M extends string = string> {
  readonly price: Price
  readonly meter?: M
  /** Dimensions that are priced apart: each combination is a charge of its own. Usage is merged over the others. */
  readonly by?: readonly string[]
  readonly product?: string
  /** `advance` bills a flat price at the start of its period; usage is always in `arrears`, the default. */
  readonly billing?: 'advance' | 'arrears'
  /** Shown on the invoice instead of the component key. */
  readonly label?: string
}

/** What an account subscribes to. */
export interface Plan<M extends string = string> {
  readonly currency: CurrencyCode
  readonly every: Cadence
  readonly name?: string
  readonly components: { readonly [component: string]: Component<M> }
}

/** Named prices that plans draw on: for one currency, market or customer group. */
export interface PriceBook<M extends string = string> {
  readonly currency: CurrencyCode
  readonly prices: { readonly [name: string]: { readonly price: Price; readonly meter?: M } }
}

/** A published plan: immutable, identified by the hash of its content. */
export interface PlanVersion<M extends string = string> {
  readonly plan: string
  readonly version: Hash
  readonly content: Plan<M>
}

export interface Catalog<M extends string = string, P extends string = string> {
  readonly meters: { readonly [meter in M]: Meter }
  readonly products: { readonly [product: string]: Product }
  readonly priceBooks: { readonly [book: string]: PriceBook<M> }
  readonly plans: { readonly [plan in P]: Plan<M> }
}

/** An account's use of a plan. Its period grid is the plan's cadence from its anchor on the local clock of its zone. */
export interface Subscription<P extends string = string> {
  readonly id: string
  readonly account: string
  readonly plan: P
  /** Content hash of the plan that was current at the start. */
  readonly planVersion: Hash
  /** Subjects whose events it bills; its account unless given. */
  readonly subjects?: readonly string[]
  readonly zone: Zone
  /** Local date that the period grid starts from. */
  readonly anchor: LocalDate
  /** Day of month 1 to 31 when it differs from the anchor's own. */
  readonly anchorDay?: number
  readonly from: Instant
  /** Exclusive; open unless given. */
  readonly to?: Instant
}
