import fc from 'fast-check'
import { assertInvariant, isFarthingError, type Decimal, type Exact } from '@farthing/core'
import { arbitraryDecimal, type LawOptions } from '@farthing/core/testing'
import type { Price } from '../models/price.js'
import type { TierBound } from '../models/tier.js'
import { arbitraryQuantity } from './arbitrary-facts.js'
import type { PriceRater } from './price-laws.js'
import { isLess, rational, zero } from './rational.js'

export interface PriceChecking {
  /** Reads a price, or throws naming the tier. */
  readonly check: (price: unknown) => Price
  readonly rate: PriceRater
}

/**
 * R-PLANVALID: tiers and steps, of every model that has them, are accepted exactly when their bounds strictly increase from above 0 and the last one, and no other, is open; accepted
 * ones rate every quantity from 0 up; a refusal is `price.tiers_not_increasing` and names the first tier that breaks the rule.
 */
export function assertValidPlans({ check, rate }: PriceChecking, options: LawOptions = {}): void {
  const tierLists = fc.array(fc.option(arbitraryBound(), { nil: undefined }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.oneof(tierLists, tierLists.map(sorted)), fc.constantFrom(...tieredPrices), arbitraryQuantity(), (bounds, price, quantity) => {
      const broken = firstBroken(bounds)
      const read = attempt(() => check(price(bounds.map((upTo) => (upTo === undefined ? {} : { upTo })))))
      assertInvariant(read.tier === broken, `R-PLANVALID: ${broken === undefined ? 'valid tiers are accepted' : `tier ${broken} is refused by name`}`)
      if (read.price !== undefined) rate(read.price, { quantity })
    }),
    { numRuns: 1000, ...options },
  )
}

/** One of each model with bounds. */
const tieredPrices: readonly ((bounds: readonly TierBound[]) => object)[] = [
  (bounds) => ({ model: 'graduated', tiers: bounds.map((bound) => ({ ...bound, unit: '1' })) }),
  (bounds) => ({ model: 'volume', tiers: bounds.map((bound) => ({ ...bound, unit: '1' })) }),
  (bounds) => ({ model: 'graduated_percentage', tiers: bounds.map((bound) => ({ ...bound, rate: '1' })) }),
  (bounds) => ({ model: 'stairstep', steps: bounds.map((bound) => ({ ...bound, amount: '1' })) }),
]

/** Small ones often, so that neighbours are equal or out of order. */
function arbitraryBound(): fc.Arbitrary<Decimal> {
  return fc.oneof(fc.integer({ min: -1, max: 4 }).map((bound): Decimal => `${bound}`), arbitraryDecimal({ maxDigits: 12 }))
}

function sorted(bounds: readonly (Decimal | undefined)[]): readonly (Decimal | undefined)[] {
  const given = bounds.flatMap((bound) => (bound === undefined ? [] : [bound]))
  return [...given.sort((a, b) => (isLess(rational(a), rational(b)) ? -1 : 1)), undefined]
}

/** 1-based. */
function firstBroken(bounds: readonly (Exact | undefined)[]): number | undefined {
  let lower = zero
  for (const [index, bound] of bounds.entries()) {
    const last = index === bounds.length - 1
    if ((bound === undefined) !== last) return index + 1
    if (bound === undefined) continue
    if (!isLess(lower, rational(bound))) return index + 1
    lower = rational(bound)
  }
  return undefined
}

function attempt(check: () => Price): { readonly price?: Price; readonly tier?: number } {
  try {
    return { price: check() }
  } catch (error) {
    if (!isFarthingError(error) || error.code !== 'price.tiers_not_increasing') throw error
    return { tier: Number(error.facts['tier']) }
  }
}
