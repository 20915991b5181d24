import fc from 'fast-check'
import { absolute, addAll, assertInvariant, compare, compareBytes, fromMinorUnits, minorUnitsOf, multiply, subtract, type AllocatedAmount, type Allocation, type Decimal, type Exact } from '@farthing/core'
import { arbitraryCurrencyCode, type LawOptions } from '@farthing/core/testing'
import { arbitraryContractPeriod } from './arbitrary-rating.js'
import { arbitraryMoment } from './arbitrary-usage.js'
import type { ShareOf } from './proration-laws.js'
import { slicesOf } from './rating-laws.js'

/** What cuts a price in minor units: the shares of slices, as `proratedShare` gives them, and an allocation by them, such as `allocate`. */
export interface MinorUnitSlicing {
  readonly shareOf: ShareOf
  readonly allocate: (allocation: Allocation) => readonly AllocatedAmount[]
}

/**
 * R-ALLOC and R-PRORATE in minor units: a price of whole minor units, in any currency, over the slices of any period. The slices sum to the price
 * exactly; each is less than one minor unit from its exact share; their order does not matter; of equal shares
 * the one with the smaller key, by bytes, never gets less, of a credit as of a price.
 */
export function assertSlicesAllocate({ shareOf, allocate }: MinorUnitSlicing, options: LawOptions = {}): void {
  const tenths = fc.integer({ min: 1, max: 9 }).map((tenth) => ({ millionths: tenth * 100_000, onGrid: false }))
  const cuts = fc.oneof(fc.array(arbitraryMoment(), { maxLength: 8 }), fc.array(tenths, { maxLength: 8 }))
  fc.assert(
    fc.property(arbitraryContractPeriod({ whole: true }), cuts, arbitraryCurrencyCode(), fc.maxSafeInteger(), ({ period }, moments, currency, units) => {
      const exponent = minorUnitsOf(currency)
      const total = fromMinorUnits(`${units}`, currency).amount
      const shares = slicesOf(period, moments).map((part, index) => ({ key: `slice ${index}`, weight: shareOf({ part, period }) }))
      const parts = allocate({ total, shares, exponent })
      const unit = fromMinorUnits('1', currency).amount
      assertInvariant(compare(addAll(parts.map(({ amount }) => amount)), total) === 0, `R-ALLOC: slices sum to ${total} ${currency}`)
      for (const { key, weight } of shares) assertNear(amountOf(parts, key), multiply(total, weight), unit)
      const reversed = allocate({ total, shares: [...shares].reverse(), exponent })
      for (const { key, amount } of parts) assertInvariant(compare(amountOf(reversed, key), amount) === 0, `R-ALLOC: the order of slices does not matter to ${key}`)
      assertTies(shares, parts)
    }),
    { numRuns: 1000, ...options },
  )
}

function assertNear(amount: Decimal, exact: Exact, unit: Decimal): void {
  const error = absolute(subtract(amount, exact))
  assertInvariant(compare(error, unit) < 0, `R-ALLOC: ${amount} is less than ${unit} from its exact share`)
}

function assertTies(shares: Allocation['shares'], parts: readonly AllocatedAmount[]): void {
  const least = new Map<Exact, Decimal>()
  for (const { key, weight } of [...shares].sort((a, b) => compareBytes(a.key, b.key))) {
    const amount = absolute(amountOf(parts, key))
    assertInvariant(compare(amount, least.get(weight) ?? amount) <= 0, `R-ALLOC: of equal shares the smaller key has no less than ${key}`)
    least.set(weight, amount)
  }
}

function amountOf(parts: readonly AllocatedAmount[], key: string): Decimal {
  const part = parts.find((candidate) => candidate.key === key)
  assertInvariant(part !== undefined, `R-ALLOC: ${key} has a part`)
  return part.amount
}
