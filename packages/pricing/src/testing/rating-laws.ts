import fc from 'fast-check'
import { addAll, assertInvariant, canonicalJson, checkJson, compare, subtract, type Exact, type Interval } from '@farthing/core'
import type { LawOptions } from '@farthing/core/testing'
import type { Component } from '../catalog/component.js'
import type { RatedPeriod, RatingInput, RatingOptions } from '../rating/rate.js'
import { arbitraryContractPeriod, arbitraryRatingInput, type ContractPeriod } from './arbitrary-rating.js'
import { arbitraryMoment, instantAt, type Moment } from './arbitrary-usage.js'
import { priceOracle } from './price-oracle.js'
import { isEqual, rational } from './rational.js'

/** Rates a period, as `rate` does. */
export type PeriodRater = (input: RatingInput, options?: RatingOptions) => RatedPeriod

const usual = { numRuns: 1000 }

/**
 * Every unit of usage is priced by each component of its meter once, at the price of the plan; what no component prices is named.
 * Every charge has its own key, its parts sum to it, and its amount is that of an independent computation.
 */
export function assertUsageIsCharged(rate: PeriodRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryRatingInput(), (input) => {
      const { charges, unrated } = rate(input)
      const { components } = input.contract.planVersion.content
      assertInvariant(new Set(charges.map((charge) => charge.chargeKey)).size === charges.length, 'no two charges share a key')
      for (const [key, component] of Object.entries(components)) {
        const own = charges.filter((charge) => charge.component === key)
        if (component.meter !== undefined) {
          const used = input.facts.usage.filter((usage) => usage.meter === component.meter)
          assertSum(own.map((charge) => charge.quantity), addAll(used.map((usage) => usage.quantity)), `the charges of ${key} hold the usage of its meter`)
        }
        for (const { amount, quantity, dimensions, trail } of own) {
          assertInvariant(isEqual(rational(amount), priceOracle(component.price, { quantity, dimensions })), `R-EXACT: ${amount} is what ${key} costs`)
          assertSum(trail.map((part) => part.amount), amount, 'the trail sums to the charge')
          assertSum(trail.map((part) => part.quantity), quantity, 'the trail sums to the quantity')
        }
      }
      const meters = Object.values(components).map((component) => component.meter)
      const named = input.facts.usage.filter((usage) => !meters.includes(usage.meter))
      assertInvariant(unrated.length === named.length, 'usage that nothing prices is named')
    }),
    { ...usual, ...options },
  )
}

function assertSum(values: readonly Exact[], total: Exact, law: string): void {
  assertInvariant(compare(addAll(values), total) === 0, `${law}: ${addAll(values)} and not ${total}`)
}

/** I-ORDER and I-BATCH at rating: the order of usage and the windows that it comes in change no byte of the charges, keys included. */
export function assertUsageOrderFree(rate: PeriodRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryRatingInput(), fc.nat({ max: 11 }), (input, turn) => {
      const { usage } = input.facts
      const expected = bytesOf(rate(input))
      const reordered = { ...input, facts: { usage: [...usage.slice(turn), ...usage.slice(0, turn)].reverse() } }
      assertInvariant(bytesOf(rate(reordered)) === expected, 'the order of usage does not matter')
      const halved = { ...input, facts: { usage: usage.flatMap(halves) } }
      assertInvariant(bytesOf(rate(halved)) === expected, 'the windows of usage do not matter')
      assertInvariant(bytesOf(rate({ ...input, knownAt: { cut: '2', at: input.period.from } })) === expected, 'the cut does not matter')
    }),
    { ...usual, ...options },
  )
}

/** A bucket as two: all of it in its first second, nothing after. */
export function halves(usage: RatingInput['facts']['usage'][number]): RatingInput['facts']['usage'] {
  const middle = `${usage.from.slice(0, 19)}.999999Z`
  if (middle <= usage.from || middle >= usage.to) return [usage]
  return [{ ...usage, to: middle }, { ...usage, from: middle, quantity: '0', state: '0', events: 0 }]
}

function bytesOf({ charges }: RatedPeriod): string {
  return canonicalJson(checkJson(charges, 'charges'))
}

/** R-PRORATE: a period cut into parts costs, in fees that go by time, exactly what it costs whole. */
export function assertSlicesSum(rate: PeriodRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryContractPeriod(), fc.array(arbitraryMoment(), { maxLength: 4 }), ({ contract, period }, cuts) => {
      const slices = slicesOf(period, cuts).flatMap((slice) => feesOver(rate, { contract, period }, slice))
      assertSum(slices, addAll(feesOver(rate, { contract, period }, period)), 'R-PRORATE: slices sum to the whole')
    }),
    { ...usual, ...options },
  )
}

/** A period cut at moments. */
export function slicesOf(period: Interval, cuts: readonly Moment[]): readonly Interval[] {
  const bounds = [...new Set([period.from, ...cuts.map((cut) => instantAt(period, cut)), period.to])].sort()
  return bounds.slice(1).map((to, index) => ({ from: bounds[index] ?? period.from, to }))
}

/** What the fees that go by time cost, before stages adjust it, when the subscription runs through a slice of the period only. */
export function feesOver(rate: PeriodRater, { contract, period }: ContractPeriod, { from, to }: Interval): readonly Exact[] {
  const subscription = { ...contract.subscription, from, to }
  const { charges } = rate({ contract: { ...contract, subscription }, facts: { usage: [] }, carryIn: {}, period, knownAt: { cut: '1', at: to } })
  const { components } = contract.planVersion.content
  const fees = charges.filter(({ component }) => isProrated(components[component]))
  return fees.map(({ amount, adjustments = [] }) => subtract(amount, addAll(adjustments.map((adjustment) => adjustment.amount))))
}

function isProrated(component: Component | undefined): boolean {
  return component !== undefined && component.meter === undefined && component.proration !== 'none'
}
