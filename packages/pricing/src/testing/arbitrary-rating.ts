import fc from 'fast-check'
import {
  bucketAt,
  bucketStart,
  canonicalJson,
  epochMsOf,
  hashContent,
  instantOfEpochMs,
  periodAt,
  type Decimal,
  type Dimensions,
  type Instant,
  type Interval,
  type UsageBucket,
} from '@farthing/core'
import { arbitraryDecimal, arbitraryInstant, arbitraryPeriodGrid } from '@farthing/core/testing'
import { billingGridOf } from '../catalog/billing-grid.js'
import type { Plan } from '../catalog/plan.js'
import { publishPlan } from '../catalog/publish-plan.js'
import { billedInterval } from '../rating/billed-interval.js'
import type { Contract } from '../rating/contract.js'
import type { RatingInput } from '../rating/rate.js'
import { arbitraryPlan, type PlanConstraints } from './arbitrary-plans.js'

/** Two years with several changes of clocks in each zone that has any. */
const years: Interval = { from: '2026-01-01T00:00:00.000000Z', to: '2028-01-01T00:00:00.000000Z' }

/** A place inside an interval, before the interval is known: how many millionths of it have passed, and whether to go back to the quarter hour. */
interface Moment {
  readonly millionths: number
  readonly onGrid: boolean
}

export function arbitraryMoment(): fc.Arbitrary<Moment> {
  return fc.record({ millionths: fc.nat({ max: 999_999 }), onGrid: fc.boolean() }, { noNullPrototype: true })
}

/** The instant of a moment; inside the interval. */
export function instantAt({ from, to }: Interval, { millionths, onGrid }: Moment): Instant {
  const fromMs = epochMsOf(from)
  const exact = instantOfEpochMs(fromMs + Math.floor((epochMsOf(to) - fromMs) * millionths * 1e-6))
  const at = onGrid ? bucketStart(exact) : exact
  return at < from ? from : at
}

/** A contract with one period of its grid. */
export interface ContractPeriod {
  readonly contract: Contract
  readonly period: Interval
}

/** Contracts in any zone and cadence, with a period in which the subscription runs: throughout, from a moment inside it, or until one. */
export function arbitraryContractPeriod(constraints: PlanConstraints = {}): fc.Arbitrary<ContractPeriod> {
  return fc
    .record({
      plan: arbitraryPlan(constraints),
      grid: arbitraryPeriodGrid({ anchors: ['2025-01-01', '2027-12-31'] }),
      at: arbitraryInstant(years),
      side: fc.constantFrom('retail' as const, 'wholesale' as const),
      start: fc.option(arbitraryMoment(), { nil: undefined }),
      end: fc.option(arbitraryMoment(), { nil: undefined }),
    })
    .map(({ plan, grid, at, side, start, end }) => {
      const identity = { id: 'acme/1', account: 'acme', plan: 'pro', zone: grid.zone, anchor: grid.anchor.slice(0, 10) }
      const { from, to } = periodAt(billingGridOf(identity, plan), at)
      const begins = start === undefined ? from : instantAt({ from, to }, start)
      const ends = end === undefined ? undefined : instantAt({ from: begins, to }, end)
      const running = ends === undefined || ends === begins ? { from: begins } : { from: begins, to: ends }
      return { contract: contractOf(plan, side, { ...identity, ...running }), period: { from, to } }
    })
}

function contractOf(plan: Plan, side: Contract['side'], subscription: Omit<Contract['subscription'], 'planVersion'>): Contract {
  const planVersion = publishPlan('pro', plan)
  return { tenant: 'seller', side, subscription: { ...subscription, planVersion: planVersion.version }, planVersion }
}

/** Usage before it has a bucket. */
interface Reading {
  readonly at: Moment
  readonly meter: string
  readonly dimensions: Dimensions
  readonly quantity: Decimal
}

/** Usage of `tokens`, by model and region, and of `requests`. */
function arbitraryReading(): fc.Arbitrary<Reading> {
  const value = fc.constantFrom('large', 'small', null)
  const shared = { at: arbitraryMoment(), quantity: arbitraryDecimal({ sign: 'not-negative', maxDigits: 15 }) }
  return fc.oneof(
    fc.record({ ...shared, meter: fc.constant('tokens'), dimensions: fc.record({ model: value, region: value }, { noNullPrototype: true }) }),
    fc.record({ ...shared, meter: fc.constant('requests'), dimensions: fc.constant({}) }),
  )
}

/** Rating input with up to twelve buckets of usage on the stored grid, cut where the subscription starts and ends. */
export function arbitraryRatingInput(constraints: PlanConstraints = {}): fc.Arbitrary<RatingInput> {
  return fc.tuple(arbitraryContractPeriod(constraints), fc.array(arbitraryReading(), { maxLength: 12 })).map(([{ contract, period }, readings]) => ({
    contract,
    facts: { usage: bucketsOf(readings, billedInterval(contract.subscription, period) ?? period, contract.subscription.id) },
    carryIn: {},
    period,
    knownAt: { cut: '1', at: period.to },
  }))
}

/** One bucket for each group and quarter hour; of two readings of one the later counts. */
function bucketsOf(readings: readonly Reading[], billed: Interval, subscription: string): readonly UsageBucket[] {
  const buckets = new Map<string, UsageBucket>()
  for (const { at, meter, dimensions, quantity } of readings) {
    const bucket = bucketAt(instantAt(billed, at), [billed.from, billed.to])
    const key = canonicalJson([meter, dimensions, bucket.from])
    const evidence = hashContent('evidence/1', [key])
    buckets.set(key, { subscription, meter, dimensions, ...bucket, quantity, events: 1, evidence, aggregation: 'sum', state: quantity })
  }
  return [...buckets.values()]
}
