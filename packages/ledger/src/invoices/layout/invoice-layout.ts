import { compare, fail, multiply, parseDecimal, signOf, type Decimal } from '@farthing/core'

/** How a document shows prices, for people and for systems that check quantity × price. */
export interface InvoiceLayout {
  /** Whether each tier is a row of its own, or details of one. */
  readonly tierRows?: 'rows' | 'details'
  /**
   * Above 1 and increasing, such as `["1000", "1000000"]`: what prices below the minor unit may be given for. A price is given for the first of them that brings
   * it to the currency's digits, else for the last.
   */
  readonly baseQuantities?: readonly Decimal[]
}

/** A price as it is shown: `2.50` for `1000000`. */
export interface BasePrice {
  readonly baseQuantity: Decimal
  readonly basePrice: Decimal
}

const mostBases = 10

/** Returns a layout with its base quantities in canonical form. @throws `invoice.invalid` for base quantities that do not increase from above 1 */
export function checkLayout(layout: InvoiceLayout, field = 'layout'): InvoiceLayout {
  const { tierRows, baseQuantities } = layout
  const given: unknown = tierRows
  if (given !== undefined && given !== 'rows' && given !== 'details') refuse(`${field}.tierRows`, 'is neither rows nor details')
  if (baseQuantities === undefined) return layout
  if (baseQuantities.length > mostBases) refuse(`${field}.baseQuantities`, `are ${baseQuantities.length}, more than ${mostBases}`)
  let before: Decimal = '1'
  const canonical = baseQuantities.map((text, index) => {
    const base = parseDecimal(text, `${field}.baseQuantities[${index}]`)
    if (compare(base, before) <= 0) refuse(`${field}.baseQuantities[${index}]`, `is ${base}, not above ${before}`)
    before = base
    return base
  })
  return { ...layout, baseQuantities: canonical }
}

/** The price for a base quantity; `undefined` where the price of one says it in the currency's digits. */
export function basePriceOf(unit: Decimal, bases: readonly Decimal[], minorUnits: number): BasePrice | undefined {
  if (bases.length === 0 || signOf(unit) === 0 || digitsOf(unit) <= minorUnits) return undefined
  const prices = bases.map((baseQuantity): BasePrice => ({ baseQuantity, basePrice: multiply(unit, baseQuantity) }))
  return prices.find(({ basePrice }) => digitsOf(basePrice) <= minorUnits) ?? prices.at(-1)
}

function digitsOf(decimal: Decimal): number {
  return decimal.split('.')[1]?.length ?? 0
}

function refuse(field: string, because: string): never {
  return fail('invoice.invalid', { field, because })
}
