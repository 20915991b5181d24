import fc from 'fast-check'
import { add, assertInvariant, compare, isFarthingError, multiply, negate, signOf, type Decimal, type Exact } from '@farthing/core'
import { arbitraryDecimal, type LawOptions } from '@farthing/core/testing'
import type { RatedPrice } from '../models/charge-part.js'
import type { GraduatedPrice } from '../models/graduated.js'
import type { PriceFacts } from '../models/price-facts.js'
import type { Price, PriceModelName } from '../models/price.js'
import type { Increment } from '../models/rate-increment.js'
import { arbitraryPricedFacts, arbitraryPricedQuantities } from './arbitrary-facts.js'
import { arbitraryLimitSteps, arbitraryPrice, arbitraryPriceOf, type PriceOf } from './arbitrary-prices.js'
import { priceOracle } from './price-oracle.js'
import { isEqual, rational } from './rational.js'
import { cutTier, widthOf } from './tier-cut.js'

/** Prices a quantity with its facts, as `ratePrice` does. */
export type PriceRater = (price: Price, facts: PriceFacts) => RatedPrice

const usual = { numRuns: 1000 }

/** Models whose amount follows from the quantity alone. */
const byQuantity: readonly PriceModelName[] = [
  'flat', 'per_unit', 'package', 'graduated', 'volume', 'stairstep', 'graduated_percentage', 'matrix', 'bucket', 'fixed_fmv',
]

/** Those that promise that more units never cost less, as long as no price is negative. */
const rising: readonly PriceModelName[] = ['flat', 'per_unit', 'package', 'graduated', 'graduated_percentage', 'matrix', 'bucket', 'fixed_fmv']

/**
 * R-EXACT, for prices of every model and quantities up to 10^30 with 18 decimals: the amount is that of an independent computation in
 * fractions; parts sum to quantity and amount, and each is `counted × unit + flat`. A negative quantity is refused by name or, by the models
 * that take one, credited as much as the same units cost. Throws the smallest counter-example.
 */
export function assertExactPrices(rate: PriceRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPricedFacts(fc.oneof({ weight: 12, arbitrary: arbitraryPrice() }, { weight: 1, arbitrary: arbitraryLimitSteps() })), ({ price, facts }) => {
      const rated = rate(price, facts)
      const { amount } = rated
      assertInvariant(isEqual(rational(amount), priceOracle(price, facts)), `R-EXACT: ${amount} is the exact amount`)
      assertPartsAddUp(rated, facts.quantity)
    }),
    { ...usual, ...options },
  )
  assertNegativeUnits(rate, options)
}

function assertNegativeUnits(rate: PriceRater, options: LawOptions): void {
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPrice({}, byQuantity)), ({ price, quantity }) => {
      if (signOf(quantity) === 0) return
      const credited = refusedOr(() => rate(price, { quantity: negate(quantity) }))
      if (credited === 'refused') return
      assertPartsAddUp(credited, negate(quantity))
      assertInvariant(compare(credited.amount, negate(rate(price, { quantity }).amount)) === 0, 'R-EXACT: negative units are credited at what they cost')
    }),
    { ...usual, ...options },
  )
}

function refusedOr(rated: () => RatedPrice): RatedPrice | 'refused' {
  try {
    return rated()
  } catch (error) {
    if (!isFarthingError(error) || error.code !== 'price.quantity_negative') throw error
    return 'refused'
  }
}

function assertPartsAddUp({ amount, parts }: RatedPrice, total: Exact): void {
  assertInvariant(isSum(parts.map((part) => part.amount), amount), 'R-EXACT: parts sum to the amount')
  assertInvariant(isSum(parts.map((part) => part.quantity), total), 'R-EXACT: parts sum to the quantity')
  for (const { quantity, counted = quantity, unit, flat, amount: expected } of parts) {
    assertInvariant(compare(add(multiply(counted, unit), flat), expected) === 0, 'R-EXACT: a part is counted × unit + flat')
  }
}

function isSum(values: readonly Exact[], total: Exact): boolean {
  return compare(values.reduce((sum, value) => add(sum, value), '0'), total) === 0
}

/** R-TIERSUM: tiers are entered in order and without a gap, none holds more than its width, and every one before the last is full. */
export function assertTiersConserve(rate: PriceRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPriceOf('graduated', { plain: true })), ({ price, quantity }) => {
      const { parts } = rate(price, { quantity })
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

/** R-TIERSPLIT: cutting a tier anywhere inside in two of the same unit price changes no amount. */
export function assertTierSplit(rate: PriceRater, options: LawOptions = {}): void {
  const inside = fc.oneof(fc.constantFrom<Decimal>('0.5', '0.000001', '0.999999'), fc.integer({ min: 1, max: 999_999 }).map((millionths): Decimal => `0.${`${millionths}`.padStart(6, '0')}` as Decimal))
  const cut = fc.record({ tier: fc.nat(), share: inside, width: arbitraryDecimal({ sign: 'positive', maxDigits: 9 }) })
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPriceOf('graduated', { plain: true })), cut, ({ price, quantity }, { tier, share, width }) => {
      const index = tier % price.tiers.length
      const at = add(price.tiers[index - 1]?.upTo ?? '0', multiply(widthOf(price.tiers, index) ?? width, share))
      const split: GraduatedPrice = { ...price, tiers: cutTier(price.tiers, index, at) }
      assertInvariant(compare(rate(split, { quantity }).amount, rate(price, { quantity }).amount) === 0, `R-TIERSPLIT: cutting tier ${index + 1} at ${at} changes nothing`)
    }),
    { ...usual, ...options },
  )
}

export interface MarginalRating {
  readonly rate: PriceRater
  readonly increment: (price: Price, increment: Increment) => RatedPrice
}

/** R-MARGINAL: what comes later costs the difference, so bills in steps sum to the whole; with no negative price more never costs less. */
export function assertMarginalPrices({ rate, increment }: MarginalRating, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPrice({}, byQuantity)), ({ price, quantity: before, other: added }) => {
      const later = increment(price, { before, added })
      const stepwise = add(rate(price, { quantity: before }).amount, later.amount)
      assertPartsAddUp(later, added)
      assertInvariant(compare(stepwise, rate(price, { quantity: add(before, added) }).amount) === 0, 'R-MARGINAL: bills in steps sum to the whole')
    }),
    { ...usual, ...options },
  )
  fc.assert(
    fc.property(arbitraryPricedQuantities(arbitraryPrice({ sign: 'not-negative' }, rising)), ({ price, quantity: before, other: added }) => {
      assertInvariant(compare(rate(price, { quantity: add(before, added) }).amount, rate(price, { quantity: before }).amount) >= 0, 'R-MARGINAL: more units never cost less')
    }),
    { ...usual, ...options },
  )
}

/** R-SCALE: counting in units a power of ten smaller, at a price as much smaller, gives the same amount. */
export function assertScaleFree(rate: PriceRater, options: LawOptions = {}): void {
  const sizes = { maxDigits: 12, plain: true }
  const linear = fc.oneof(arbitraryPriceOf('flat', sizes), arbitraryPriceOf('per_unit', sizes), arbitraryPriceOf('graduated', sizes))
  fc.assert(
    fc.property(arbitraryPricedQuantities(linear), fc.integer({ min: 1, max: 6 }), ({ price, quantity }, power) => {
      const up: Decimal = `${10 ** power}`
      const scaled = scalePrice(price, power)
      assertInvariant(
        compare(rate(scaled, { quantity: multiply(quantity, up) }).amount, rate(price, { quantity }).amount) === 0,
        `R-SCALE: units 10^${power} times smaller cost the same`,
      )
    }),
    { ...usual, ...options },
  )
}

function scalePrice(price: PriceOf<'flat' | 'per_unit' | 'graduated'>, power: number): Price {
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
  const prices = arbitraryPrice({ plain: true }, ['flat', 'per_unit', 'package', 'graduated', 'volume', 'matrix', 'fixed_fmv'])
  fc.assert(
    fc.property(prices, (price) => {
      const { amount, parts } = rate(price, { quantity: '0' })
      const [first] = 'zeroQuantity' in price && 'tiers' in price && price.zeroQuantity === 'first_tier_flat' ? price.tiers : []
      const due = first?.flat ?? '0'
      assertInvariant(Object.is(amount, due), `R-ZERO: no usage costs ${due} and not ${amount}`)
      assertInvariant(parts.length > 0 && parts.every((part) => Object.is(part.quantity, '0')), 'R-ZERO: no usage is a part of no units')
    }),
    { ...usual, ...options },
  )
}
