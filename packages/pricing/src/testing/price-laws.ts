import fc from 'fast-check'
import { add, assertInvariant, compare, multiply, signOf, subtract, type Decimal, type Exact } from '@farthing/core'
import { arbitraryDecimal, type LawOptions } from '@farthing/core/testing'
import type { RatedPrice } from '../models/charge-part.js'
import type { GraduatedPrice } from '../models/graduated.js'
import type { Price } from '../models/price.js'
import type { Increment } from '../models/rate-increment.js'
import type { Tier } from '../models/tier.js'
import { arbitraryGraduatedPrice, arbitraryPrice, arbitraryPricedQuantities } from './arbitrary-prices.js'
import { priceOracle } from './price-oracle.js'
import { isEqual, rational } from './rational.js'

/** Prices a quantity, as `ratePrice` does. */
export type PriceRater = (price: Price, quantity: Exact) => RatedPrice

const usual = { numRuns: 1000 }

/**
 * R-EXACT: the amount is that of an independent computation in fractions; parts sum to quantity and amount, and each is
 * `quantity × unit + flat`. Throws the smallest counter-example.
 */
export function assertExactPrices(rate: PriceRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPrice()), ({ price, quantity }) => {
      const { amount, parts } = rate(price, quantity)
      assertInvariant(isEqual(rational(amount), priceOracle(price, quantity)), `R-EXACT: ${amount} is the exact amount`)
      assertInvariant(isSum(parts.map((part) => part.amount), amount), 'R-EXACT: parts sum to the amount')
      assertInvariant(isSum(parts.map((part) => part.quantity), quantity), 'R-EXACT: parts sum to the quantity')
      for (const part of parts) {
        assertInvariant(compare(add(multiply(part.quantity, part.unit), part.flat), part.amount) === 0, 'R-EXACT: a part is quantity × unit + flat')
      }
    }),
    { ...usual, ...options },
  )
}

function isSum(values: readonly Exact[], total: Exact): boolean {
  return compare(values.reduce((sum, value) => add(sum, value), '0'), total) === 0
}

/** R-TIERSUM: tiers are entered in order and without a gap, none holds more than its width, and every one before the last is full. */
export function assertTiersConserve(rate: PriceRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryGraduatedPrice()), ({ price, quantity }) => {
      const { parts } = rate(price, quantity)
      for (const [index, part] of parts.entries()) {
        const width = widthOf(price.tiers, index)
        assertInvariant(part.tier === index + 1, 'R-TIERSUM: tiers come in order, none left out')
        assertInvariant(signOf(part.quantity) >= 0, 'R-TIERSUM: no tier holds less than nothing')
        assertInvariant(width === undefined || compare(part.quantity, width) <= 0, 'R-TIERSUM: no tier holds more than its width')
        assertInvariant(index === parts.length - 1 || compare(part.quantity, width ?? '0') === 0, 'R-TIERSUM: a tier is full before the next one')
      }
      assertInvariant(isSum(parts.map((part) => part.quantity), quantity), 'R-TIERSUM: no unit is lost or counted twice')
    }),
    { ...usual, ...options },
  )
}

function widthOf(tiers: readonly Tier[], index: number): Decimal | undefined {
  const upTo = tiers[index]?.upTo
  return upTo === undefined ? undefined : subtract(upTo, tiers[index - 1]?.upTo ?? '0')
}

/** R-TIERSPLIT: cutting a tier in two of the same unit price changes no amount. */
export function assertTierSplit(rate: PriceRater, options: LawOptions = {}): void {
  const cut = fc.record({ tier: fc.nat(), share: fc.constantFrom('0.5' as const, '0.001' as const, '0.999' as const), width: arbitraryDecimal({ sign: 'positive', maxDigits: 9 }) })
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryGraduatedPrice()), cut, ({ price, quantity }, { tier, share, width }) => {
      const index = tier % price.tiers.length
      const at = add(price.tiers[index - 1]?.upTo ?? '0', multiply(widthOf(price.tiers, index) ?? width, share))
      const split: GraduatedPrice = { ...price, tiers: cutTier(price.tiers, index, at) }
      assertInvariant(compare(rate(split, quantity).amount, rate(price, quantity).amount) === 0, `R-TIERSPLIT: cutting tier ${index + 1} at ${at} changes nothing`)
    }),
    { ...usual, ...options },
  )
}

function cutTier(tiers: readonly Tier[], index: number, at: Decimal): readonly Tier[] {
  return tiers.flatMap((tier, position) => {
    if (position !== index) return [tier]
    return [{ ...tier, upTo: at }, { ...tier, flat: '0' }]
  })
}

export interface MarginalRating {
  readonly rate: PriceRater
  readonly increment: (price: Price, increment: Increment) => RatedPrice
}

/** R-MARGINAL: what comes later costs the difference, so bills in steps sum to the whole; with no negative price more never costs less. */
export function assertMarginalPrices({ rate, increment }: MarginalRating, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPrice()), ({ price, quantity: before, other: added }) => {
      const stepwise = add(rate(price, before).amount, increment(price, { before, added }).amount)
      assertInvariant(compare(stepwise, rate(price, add(before, added)).amount) === 0, 'R-MARGINAL: bills in steps sum to the whole')
    }),
    { ...usual, ...options },
  )
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPrice({ sign: 'not-negative' })), ({ price, quantity: before, other: added }) => {
      assertInvariant(compare(rate(price, add(before, added)).amount, rate(price, before).amount) >= 0, 'R-MARGINAL: more units never cost less')
    }),
    { ...usual, ...options },
  )
}

/** R-SCALE: counting in units a power of ten smaller, at a price as much smaller, gives the same amount. */
export function assertScaleFree(rate: PriceRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPrice({ maxDigits: 12 })), fc.integer({ min: 1, max: 6 }), ({ price, quantity }, power) => {
      const up = `1${'0'.repeat(power)}` as const
      const scaled = scalePrice(price, power)
      assertInvariant(
        compare(rate(scaled, multiply(quantity, up as `${number}`)).amount, rate(price, quantity).amount) === 0,
        `R-SCALE: units 10^${power} times smaller cost the same`,
      )
    }),
    { ...usual, ...options },
  )
}

function scalePrice(price: Price, power: number): Price {
  const up: `${number}` = `${10 ** power}`
  const down: `${number}` = `0.${'0'.repeat(power - 1)}1` as `${number}`
  switch (price.model) {
    case 'flat':
      return { ...price, amount: multiply(price.amount, down) }
    case 'per_unit':
      return { ...price, unit: multiply(price.unit, down) }
    case 'graduated':
      return {
        ...price,
        tiers: price.tiers.map((tier) => ({
          ...tier,
          unit: multiply(tier.unit, down),
          ...(tier.upTo === undefined ? {} : { upTo: multiply(tier.upTo, up) }),
        })),
      }
  }
}

/** R-ZERO: no usage costs 0, never -0, unless the price says that the first tier's fee is due then. */
export function assertZeroIsFree(rate: PriceRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPrice(), (price) => {
      const { amount, parts } = rate(price, '0')
      const [first] = price.model === 'graduated' && price.zeroQuantity === 'first_tier_flat' ? price.tiers : []
      const due = first?.flat ?? '0'
      assertInvariant(Object.is(amount, due), `R-ZERO: no usage costs ${due} and not ${amount}`)
      assertInvariant(parts.length === 1 && Object.is(parts[0]?.quantity, '0'), 'R-ZERO: no usage is one part of no units')
    }),
    { ...usual, ...options },
  )
}
