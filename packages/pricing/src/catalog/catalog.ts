import type { AggregationTable, Meter } from '@farthing/core'
import type { Bundle } from './bundles/bundle.js'
import type { Component } from './component.js'
import { checkCatalog } from './check-catalog.js'
import type { Plan } from './plan.js'
import type { BookPrice, PriceBook } from './price-book.js'
import type { Product } from './product.js'
import type { DatedPlan } from './releases/dated-plan.js'

/** What is metered and sold, by name. Plain JSON: `JSON.stringify` of it is a book file. */
export interface Catalog<M extends string = string, P extends string = string, B extends string = string> {
  readonly meters: { readonly [meter in M]: Meter }
  readonly products: { readonly [product: string]: Product }
  readonly priceBooks: { readonly [book: string]: PriceBook }
  /** Complete: prices drawn from price books are filled in. */
  readonly plans: { readonly [plan in P]: Plan }
  /** Later versions of plans, by plan, in the order in which they were released; a plan is in effect until the first of its own. */
  readonly releases?: { readonly [plan: string]: readonly DatedPlan[] }
  /** Plans that are sold together, subscribed to like plans; `bundlePlan` makes a plan of one. */
  readonly bundles?: { readonly [bundle in B]: Bundle<P> }
}

interface Meters {
  readonly [meter: string]: Meter
}

interface Books {
  readonly [book: string]: PriceBook
}

/** A component of a known meter, with dimensions that this meter keeps apart. */
type ComponentOf<Ms extends Meters> =
  | { [M in keyof Ms & string]: Component<M, Ms[M] extends Meter<string, infer D> ? D : never> }[keyof Ms & string]
  | Component<never, never>

/** A reference to a known price of a known book; there is none where no book is given, and so none has a literal name. */
type BookPriceOf<Bs extends Books> = string extends keyof Bs
  ? never
  : { [B in keyof Bs & string]: BookPrice<B, keyof Bs[B]['prices'] & string> }[keyof Bs & string]

/**
 * A catalogue whose names are checked by the compiler: a misspelt meter, dimension, price book or price does not compile.
 * At run time it is checked like one that came from a file.
 *
 * @param aggregations what meters may name: the built-in ones unless given; the engine takes the same table
 * @throws what `checkCatalog` throws; the field is the path in the definition: `plans.pro.components.tokens.price.tiers[1].upTo`.
 */
export function defineCatalog<
  const Ms extends Meters,
  const Ps extends { readonly [plan: string]: Plan<{ readonly [component: string]: ComponentOf<Ms> | BookPriceOf<Bs> }> },
  const Bs extends { readonly [book: string]: PriceBook<{ readonly [entry: string]: ComponentOf<Ms> }> },
  const Us extends { readonly [bundle: string]: Bundle<keyof Ps & string> } = { readonly [bundle in never]: never },
>(
  definition: {
    readonly meters: Ms
    readonly plans: Ps
    readonly products?: { readonly [product: string]: Product }
    readonly priceBooks?: Bs
    readonly releases?: { readonly [plan in keyof Ps & string]?: readonly DatedPlan<Plan<{ readonly [component: string]: ComponentOf<Ms> | BookPriceOf<Bs> }>>[] }
    readonly bundles?: Us
  },
  aggregations?: AggregationTable,
): Catalog<keyof Ms & string, keyof Ps & string, keyof Us & string> {
  return checkCatalog(definition, aggregations)
}
