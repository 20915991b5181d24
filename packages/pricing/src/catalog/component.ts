import { fail } from '@farthing/core'
import { checkPrice } from '../models/check-price.js'
import type { Price } from '../models/price.js'
import { priceModelOf } from '../models/price-models.js'
import { at, oneOf, optional, readList, readRecord, readText, readYesOrNo } from '../models/read-fields.js'

/** How a component is billed and shown, beside its price. */
export interface ComponentOptions<D extends string = string> {
  /** Dimensions that are priced apart: each combination is a charge of its own, with tiers of its own. Usage is merged over the others. */
  readonly by?: readonly D[]
  /** Name of a product in the catalogue. */
  readonly product?: string
  /** `advance` bills a flat fee at the start of its period; usage is always in `arrears`, the default. */
  readonly billing?: 'advance' | 'arrears'
  /**
   * What a flat fee costs when it holds in a part of the period only: the exact share of its time, `time`, unless `day` counts calendar days
   * of the subscription's zone, that of a change for what starts, or `none` asks for the whole fee.
   */
  readonly proration?: 'time' | 'day' | 'none'
  /** Shown on the invoice instead of the component key. */
  readonly label?: string
  /** What discounts go by, such as `compute`. */
  readonly category?: string
  /** Whether tax is due on it at all; what a tax provider decides unless given. */
  readonly taxable?: boolean
  /** What tax providers and rate tables call it, such as `saas`. */
  readonly taxCategory?: string
  /** Where it is taxed, when that is not where the account is. */
  readonly taxRegionHint?: string
}

/** One line of a plan: a price, on a meter unless it is a flat fee. */
export interface Component<M extends string = string, D extends string = string> extends ComponentOptions<D> {
  readonly price: Price
  /** Meter whose usage is priced. */
  readonly meter?: M
}

/** Names of what may stand beside a price. */
export const optionNames = ['by', 'product', 'billing', 'proration', 'label', 'category', 'taxable', 'taxCategory', 'taxRegionHint'] as const
const maxDimensions = 16

/**
 * Reads a component in canonical form. Names of meters, products and dimensions are compared with the catalogue later.
 *
 * @throws `catalog.malformed`, the codes of `checkPrice`, and `catalog.invalid` where meter, options and price model contradict each other.
 */
export function checkComponent(value: unknown, field: string): Component {
  const fields = readRecord(value, field, ['price', 'meter', ...optionNames])
  const component = {
    price: checkPrice(fields.price, at(field, 'price')),
    ...optional(fields, 'meter', field, readText),
    ...readOptions(fields, field),
  }
  refuseContradiction(component, field)
  return component
}

/** Reads what stands beside a price. */
export function readOptions(fields: { readonly [key: string]: unknown }, field: string): ComponentOptions {
  return {
    ...optional(fields, 'by', field, readDimensionNames),
    ...optional(fields, 'product', field, readText),
    ...optional(fields, 'billing', field, oneOf(['advance', 'arrears'])),
    ...optional(fields, 'proration', field, oneOf(['time', 'day', 'none'])),
    ...optional(fields, 'label', field, readText),
    ...optional(fields, 'category', field, readText),
    ...optional(fields, 'taxable', field, readYesOrNo),
    ...optional(fields, 'taxCategory', field, readText),
    ...optional(fields, 'taxRegionHint', field, readText),
  }
}

function readDimensionNames(value: unknown, field: string): readonly string[] {
  const names = readList(value, field, { min: 1, max: maxDimensions }).map((name, index) => readText(name, at(field, index)))
  const repeated = names.findIndex((name, index) => names.indexOf(name) !== index)
  if (repeated >= 0) {
    fail('catalog.invalid', { field: at(field, repeated), because: `names the dimension ${names[repeated]} a second time` })
  }
  return names
}

/** Refuses options that the price model has no use for. */
export function refuseContradiction(component: Component, field: string): void {
  const model = priceModelOf(component.price)
  const { name, metered } = model
  const refuse = (key: string, because: string): never => fail('catalog.invalid', { field: at(field, key), because, facts: { model: name } })
  if (metered) {
    if (component.meter === undefined) refuse('meter', `is missing for a price of model ${name}`)
    if (component.billing === 'advance') refuse('billing', 'is advance, but usage is known in arrears only')
    if (component.proration !== undefined) refuse('proration', 'is given, but usage is measured and not prorated')
    const unpriced = model.dimensions?.(component.price).find((name) => component.by?.includes(name) !== true)
    if (unpriced !== undefined) refuse('by', `does not price ${unpriced} apart, which a row of the price reads`)
  } else {
    if (component.meter !== undefined) refuse('meter', `is given, but a price of model ${name} reads no meter`)
    if (component.by !== undefined) refuse('by', `is given, but a price of model ${name} reads no meter`)
  }
}
