import fc from 'fast-check'
import { periodAt, type Interval } from '@farthing/core'
import { arbitraryInstant, arbitraryPeriodGrid } from '@farthing/core/testing'
import { billingGridOf } from '../catalog/billing-grid.js'
import { publishPlan, type PlanVersion } from '../catalog/publish-plan.js'
import type { Subscription } from '../catalog/subscription.js'
import { billedInterval } from '../rating/billed-interval.js'
import type { Contract } from '../rating/contract.js'
import type { RatingInput } from '../rating/rate.js'
import { arbitraryPlan, type PlanConstraints } from './arbitrary-plans.js'
import { arbitraryMoment, arbitraryReadings, bucketsOf, instantAt, readingsOf, usualMeters } from './arbitrary-usage.js'

/** Two years with several changes of clocks in each zone that has any. */
const years: Interval = { from: '2026-01-01T00:00:00.000000Z', to: '2028-01-01T00:00:00.000000Z' }

export interface ContractConstraints extends PlanConstraints {
  /** The terms; those of any plan unless given, which the other constraints then describe. */
  readonly planVersion?: PlanVersion
  /** Whether the subscription runs through all of the period; it may start or end inside unless given. */
  readonly whole?: boolean
}

/** A contract with one period of its grid. */
export interface ContractPeriod {
  readonly contract: Contract
  readonly period: Interval
}

/** Contracts in any zone and cadence, with a period in which the subscription runs: throughout, from a moment inside it, or until one. */
export function arbitraryContractPeriod(constraints: ContractConstraints = {}): fc.Arbitrary<ContractPeriod> {
  const { planVersion, whole = false } = constraints
  const moment = whole ? fc.constant(undefined) : fc.option(arbitraryMoment(), { nil: undefined })
  return fc
    .record({
      version: planVersion === undefined ? arbitraryPlan(constraints).map((plan) => publishPlan('pro', plan)) : fc.constant(planVersion),
      // No zone or date is smaller than another: a counter-example keeps the one it was found with.
      grid: fc.noShrink(arbitraryPeriodGrid({ anchors: ['2025-01-01', '2027-12-31'] })),
      at: fc.noShrink(arbitraryInstant(years)),
      side: fc.constantFrom('retail' as const, 'wholesale' as const),
      start: moment,
      end: moment,
    })
    .map(({ version, grid, at, side, start, end }) => {
      const identity = { id: 'acme/1', account: 'acme', plan: version.plan, planVersion: version.version, zone: grid.zone, anchor: grid.anchor.slice(0, 10) }
      const { from, to } = periodAt(billingGridOf(identity, version.content), at)
      const begins = start === undefined ? from : instantAt({ from, to }, start)
      const ends = end === undefined ? undefined : instantAt({ from: begins, to }, end)
      const running = ends === undefined || ends === begins ? { from: begins } : { from: begins, to: ends }
      return { contract: { tenant: 'seller', side, subscription: { ...identity, ...running }, planVersion: version }, period: { from, to } }
    })
}

/**
 * Subscriptions in canonical form, to the plan version given or to any: in any zone, anchored before, at or after their start, some on
 * another day of the month, with subjects of their own, or with an end.
 */
export function arbitrarySubscription(constraints: Pick<ContractConstraints, 'planVersion'> = {}): fc.Arbitrary<Subscription> {
  const subject = fc.constantFrom('acme', 'acme/emea', '__proto__', 'überschuss')
  const options = fc.record({ anchorDay: fc.option(fc.integer({ min: 1, max: 31 })), subjects: fc.option(fc.uniqueArray(subject, { minLength: 1 })) })
  return fc.tuple(arbitraryContractPeriod(constraints), fc.constantFrom('acme', 'reseller'), options).map(([{ contract }, account, { anchorDay, subjects }]) => {
    const { unit } = contract.planVersion.content.every
    const hasDayOfMonth = unit !== 'day' && unit !== 'week'
    return {
      ...contract.subscription,
      account,
      ...(subjects === null ? {} : { subjects }),
      ...(anchorDay === null || !hasDayOfMonth ? {} : { anchorDay }),
    }
  })
}

/** Rating input with up to twelve buckets of usage on the stored grid, cut where the subscription starts and ends. */
export function arbitraryRatingInput(constraints: ContractConstraints = {}): fc.Arbitrary<RatingInput> {
  const readings = arbitraryReadings(readingsOf(constraints.meters ?? usualMeters))
  return fc.tuple(arbitraryContractPeriod(constraints), readings).map(([{ contract, period }, used]) => ({
    contract,
    facts: { usage: bucketsOf(used, billedInterval(contract.subscription, period) ?? period, contract.subscription.id) },
    carryIn: {},
    period,
    knownAt: { cut: '1', at: period.to },
  }))
}
