import fc from 'fast-check'
import { addAll, assertInvariant, compare, isZero, signOf, type Exact, type Instant, type Interval, type Zone } from '@farthing/core'
import { arbitraryDecimal, type LawOptions } from '@farthing/core/testing'
import type { PeriodChange, ProratedChange } from '../adjustments/proration/prorate-change.js'
import type { Proration } from '../adjustments/proration/prorated-share.js'
import { byTime, type ProrationBasis } from '../adjustments/proration/proration-basis.js'
import { arbitraryContractPeriod } from './arbitrary-rating.js'
import { arbitraryMoment, instantAt } from './arbitrary-usage.js'

/** The share of a period that a part of it takes, as `proratedShare` gives it. */
export type ShareOf = (proration: Proration) => Exact

/** The lines of a change in mid-period, as `prorateChange` gives them. */
export type ChangeRater = (change: PeriodChange) => ProratedChange

const usual = { numRuns: 1000 }

interface Cuts {
  readonly period: Interval
  readonly zone: Zone
  /** Moments of the period, in order. */
  readonly cuts: readonly Instant[]
}

/** Periods of any cadence and zone, and moments inside. */
function arbitraryCuts(): fc.Arbitrary<Cuts> {
  return fc.tuple(arbitraryContractPeriod(), fc.array(arbitraryMoment(), { maxLength: 4 })).map(([{ contract, period }, moments]) => ({
    period: { from: period.from, to: period.to },
    zone: contract.subscription.zone,
    cuts: moments.map((moment) => instantAt(period, moment)).sort(),
  }))
}

/** Each basis in which pieces of a period add up to it. */
function basesIn(zone: Zone): readonly ProrationBasis[] {
  return [{ by: 'time' }, { by: 'day', zone }, { by: 'fixed_month', zone, days: 30 }, { by: 'fixed_month', zone, days: 31 }]
}

/**
 * R-PRORATE: the shares of the slices of a period sum to the whole, wherever it is cut and whether time, local days or days of months of one
 * length are counted; no slice has a negative share.
 */
export function assertSharesSum(shareOf: ShareOf, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryCuts(), fc.nat({ max: 3 }), ({ period, zone, cuts }, index) => {
      const basis = basesIn(zone)[index] ?? byTime
      const bounds = [period.from, ...cuts, period.to]
      const slices = bounds.slice(1).map((to, index) => ({ from: bounds[index] ?? period.from, to }))
      const share = (part: Interval): Exact => shareOf({ part, period, basis, emptyPeriod: 'nothing' })
      const shares = slices.map(share)
      assertInvariant(compare(addAll(shares), share(period)) === 0, `R-PRORATE: slices sum to the whole, not to ${addAll(shares)}`)
      assertInvariant(shares.every((each) => signOf(each) >= 0), 'R-PRORATE: no slice has a negative share')
      assertInvariant(['0', '1'].includes(share(period)), 'R-PRORATE: the whole is one')
    }),
    { ...usual, ...options },
  )
}

/**
 * R-PRORATE for changes: a change to the same price costs nothing; at the start of a period everything is credited, at its end nothing; a
 * later change never credits more. By time, because a period can lie within one local day.
 */
export function assertChangesBalance(rater: ChangeRater, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryCuts(), arbitraryDecimal({ maxDigits: 12 }), ({ period, cuts }, price) => {
      const credited = (at: Instant): Exact => rater({ at, period, items: [{ kind: 'credit', amount: price }] }).net
      const swap = [{ kind: 'credit', amount: price }, { kind: 'charge', amount: price }] as const
      for (const at of cuts) assertInvariant(isZero(rater({ at, period, items: swap }).net), 'R-PRORATE: the same price costs nothing')
      assertInvariant(compare(addAll([credited(period.from), price]), '0') === 0, 'R-PRORATE: at the start all of the price is credited')
      assertInvariant(isZero(credited(period.to)), 'R-PRORATE: at the end nothing is credited')
      const credits = [period.from, ...cuts, period.to].map(credited)
      const growing = credits.some((credit, index) => index > 0 && compare(credit, credits[index - 1] ?? credit) * signOf(price) < 0)
      assertInvariant(!growing, 'R-PRORATE: a later change never credits more')
    }),
    { ...usual, ...options },
  )
}
