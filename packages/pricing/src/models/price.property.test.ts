import { add, addAll, multiply, type Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import {
  assertExactPrices,
  assertMarginalPrices,
  assertScaleFree,
  assertTiersConserve,
  assertTierSplit,
  assertValidPlans,
  assertZeroIsFree,
  type PriceRater,
} from '../testing/index.js'
import { checkPrice } from './check-price.js'
import { rateIncrement } from './rate-increment.js'
import { ratePrice } from './rate-price.js'
import type { Tier } from './tier.js'

const check = (price: unknown) => checkPrice(price, 'price')

describe('prices keep the laws', () => {
  it('R-EXACT', () => assertExactPrices(ratePrice, { numRuns: 5000 }))
  it('R-TIERSUM', () => assertTiersConserve(ratePrice))
  it('R-TIERSPLIT', () => assertTierSplit(ratePrice))
  it('R-MARGINAL', () => assertMarginalPrices({ rate: ratePrice, increment: rateIncrement }))
  it('R-SCALE', () => assertScaleFree(ratePrice))
  it('R-ZERO', () => assertZeroIsFree(ratePrice))
  it('R-PLANVALID', () => assertValidPlans({ check, rate: ratePrice }))
})

/** Rates with tiers changed in some way that a careless implementation would. */
function sabotaged(change: (tiers: readonly Tier[]) => readonly Tier[]): PriceRater {
  return (price, facts) => ratePrice(price.model === 'graduated' ? { ...price, tiers: change(price.tiers) } : price, facts)
}

describe('the laws catch', () => {
  const throughFloat: PriceRater = (price, facts) => {
    const rated = ratePrice(price, facts)
    if (price.model !== 'per_unit' || price.per !== undefined) return rated
    const amount: Decimal = `${Number(facts.quantity) * Number(price.unit)}`
    return Number.isFinite(Number(amount)) && !amount.includes('e') ? { ...rated, amount } : rated
  }
  const exclusiveBound = sabotaged((tiers) => tiers.map((tier) => (tier.upTo === undefined ? tier : { ...tier, upTo: multiply(tier.upTo, '0.999999') })))
  const forgottenFlat = sabotaged((tiers) => tiers.map((tier) => ({ ...tier, flat: '0' })))
  const allFlatsDue: PriceRater = (price, facts) => {
    const rated = ratePrice(price, facts)
    const due = price.model === 'graduated' ? addAll(price.tiers.map(({ flat = '0' }) => flat)) : '0'
    return { ...rated, amount: add(rated.amount, due) }
  }
  const minusZero: PriceRater = (price, facts) => {
    const rated = ratePrice(price, facts)
    return rated.amount === '0' ? { ...rated, amount: '-0' } : rated
  }
  const tierToll: PriceRater = (price, facts) => {
    const rated = ratePrice(price, facts)
    return { ...rated, amount: add(rated.amount, `${rated.parts.length}`) }
  }
  const lostUnit: PriceRater = (price, facts) => {
    const rated = ratePrice(price, facts)
    return { ...rated, parts: rated.parts.slice(0, 2) }
  }

  it.each([
    ['floats', () => assertExactPrices(throughFloat, { numRuns: 5000 })],
    ['a bound that is moved', () => assertExactPrices(exclusiveBound)],
    ['a flat fee that is forgotten', () => assertExactPrices(forgottenFlat)],
    ['flat fees of tiers that were not entered', () => assertExactPrices(allFlatsDue)],
    ['a toll for each tier entered', () => assertTierSplit(tierToll)],
    ['units that get lost after the second tier', () => assertTiersConserve(lostUnit)],
    ['a bound that does not scale', () => assertScaleFree(sabotaged((tiers) => tiers.map((tier, index) => (index === 0 && tier.upTo !== undefined ? { ...tier, upTo: '0.5' as const } : tier))))],
    ['minus zero', () => assertZeroIsFree(minusZero)],
    ['a fee at zero usage', () => assertZeroIsFree(allFlatsDue)],
    ['increments that forget what was billed', () => assertMarginalPrices({ rate: ratePrice, increment: (price, { added }) => ratePrice(price, added) })],
    ['a discount for more units', () => assertMarginalPrices({ rate: (price, facts) => ratePrice(price, facts.quantity.length > 3 ? '1' : facts), increment: rateIncrement })],
    ['an open tier in the middle', () => assertValidPlans({ check: (price) => check(withoutOpenTiers(price)), rate: ratePrice })],
    ['no check at all', () => assertValidPlans({ check: (price) => price as ReturnType<typeof check>, rate: ratePrice })],
  ])('%s', (_, law) => {
    expect(law).toThrow('Property failed')
  })
})

function withoutOpenTiers(price: unknown): unknown {
  const { tiers, ...others } = price as { readonly tiers: readonly { readonly upTo?: string }[] }
  return { ...others, tiers: tiers.filter(({ upTo }, index) => upTo !== undefined || index === tiers.length - 1) }
}
