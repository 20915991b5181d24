import { checkRoundingRule, compare, printUnits, round, roundUnits, writtenScale, type Decimal, type Exact, type RoundingRule } from '@farthing/core'
import type { RatedPrice } from '../charge-part.js'
import type { Price } from '../price.js'
import { ratePrice } from '../rate-price.js'
import { curveOf } from './curve-of.js'
import { amountUnits, lineTables, quantityUnits } from './line-table.js'
import { tableTrails, trailOf } from './line-trail.js'

/** A price made ready for many quantities. Its functions give what the plain ones give and throw what they throw. */
export interface CompiledPrice {
  readonly price: Price
  /** The amount of `ratePrice`. */
  readonly amountOf: (quantity: Exact) => Exact
  /** `round` of that amount by one rule. */
  readonly roundedBy: (rule: RoundingRule) => (quantity: Exact) => Decimal
  /** `ratePrice`. */
  readonly rate: (quantity: Exact) => RatedPrice
}

/**
 * Compiles a valid price: sums of full tiers are taken once, and quantities are priced in safe integers by a bisection, O(log n) in its tiers.
 *
 * The largest quantity that safe integers can carry is computed here for each tier. Beyond it, for fractions, for quantities with more than
 * nine digits after the point, and for models whose amount is no line in the quantity (blocks counted whole, packages, facts other than the
 * quantity), the compiled price calculates as `ratePrice` does, in integers of any length. So results never depend on the way.
 */
export function compilePrice(price: Price): CompiledPrice {
  const curve = curveOf(price)
  const tables = curve === undefined ? [] : lineTables(curve)
  const trails = tables.map((table) => (table === undefined || curve === undefined ? undefined : tableTrails(curve, table)))

  const amountOf = (quantity: Exact): Exact => {
    const table = tables[writtenScale(quantity)]
    if (table === undefined) return ratePrice(price, quantity).amount
    const units = amountUnits(table, quantityUnits(table, quantity))
    return Number.isNaN(units) ? ratePrice(price, quantity).amount : printUnits(units, table.amountScale)
  }

  const roundedBy = (rule: RoundingRule) => {
    const { mode, exponent, increment = '1' } = checkRoundingRule(rule)
    const plain = compare(increment, '1') === 0 && exponent >= 0
    return (quantity: Exact): Decimal => {
      const table = plain ? tables[writtenScale(quantity)] : undefined
      if (table === undefined) return round(amountOf(quantity), rule)
      const units = amountUnits(table, quantityUnits(table, quantity))
      if (Number.isNaN(units)) return round(ratePrice(price, quantity).amount, rule)
      const dropped = table.amountScale - exponent
      return dropped <= 0 ? printUnits(units, table.amountScale) : printUnits(roundUnits(units, dropped, mode), exponent)
    }
  }

  const rate = (quantity: Exact): RatedPrice => {
    const scale = writtenScale(quantity)
    const table = tables[scale]
    const trail = trails[scale]
    const rated = table === undefined || trail === undefined ? undefined : trailOf(table, trail, quantityUnits(table, quantity))
    return rated ?? ratePrice(price, quantity)
  }

  return { price, amountOf, roundedBy, rate }
}
