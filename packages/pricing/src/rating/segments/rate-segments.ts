import { carryUsage, type Interval, type KnownAt, type UsageBucket } from '@farthing/core'
import type { Charge } from '../../charges/charge.js'
import type { BindingWarning } from '../../charges/bindings/resolve-program.js'
import type { Carry } from '../../charges/pipeline/carry.js'
import type { StageExecution } from '../../charges/pipeline/execution.js'
import type { ProgramWarning } from '../../charges/pipeline/run-program.js'
import { checkUsage } from '../check-usage.js'
import { billedInterval } from '../billed-interval.js'
import { rate, type RatingFacts, type RatingInput, type RatingOptions } from '../rate.js'
import { contractSegments, type SubscribedContract } from './contract-segments.js'

export interface SegmentsInput extends SubscribedContract {
  /** As for `rate`, over the whole period; no bucket crosses a bound of a segment or of a piece. */
  readonly facts: RatingFacts
  readonly carryIn: Carry
  /** A whole billing period of the subscription's grid. */
  readonly period: Interval
  readonly knownAt: KnownAt
}

export interface RatedSegments {
  /** In time order of their segments. */
  readonly charges: readonly Charge[]
  readonly carryOut: Carry
  /** Usage that no term prices: of meters that the plan does not read, and in a pause. Measured, and free of charge. */
  readonly unrated: readonly UsageBucket[]
  readonly warnings: readonly (ProgramWarning | BindingWarning)[]
  readonly executions: readonly StageExecution[]
  /** What `rate` was given, segment by segment: with it the charges can be derived again. */
  readonly ratings: readonly RatingInput[]
  readonly knownAt: KnownAt
}

/**
 * Prices one period of a subscription whose terms may change in it: `rate` for each of its segments, each handing its carry to the next.
 *
 * Without changes it is `rate`, byte for byte. Exact: the fees of the slices of a period sum to what each costs for the time that it ran.
 *
 * @throws what `contractSegments` and `rate` throw
 */
export function rateSegments(input: SegmentsInput, options: RatingOptions = {}): RatedSegments {
  const { facts, period, knownAt, subscription } = input
  checkUsage(facts.usage, subscription.id, billedInterval(subscription, period))
  const charges: Charge[] = []
  const warnings: (ProgramWarning | BindingWarning)[] = []
  const executions: StageExecution[] = []
  const ratings: RatingInput[] = []
  const segments = contractSegments(input, period, options)
  const unrated = facts.usage.filter((bucket) => !segments.some(({ interval }) => isWithin(bucket, interval)))
  let carry = input.carryIn
  for (const { contract, interval, warnings: ofBinding } of segments) {
    const usage = segments.length === 1 ? facts.usage.filter((bucket) => isWithin(bucket, interval)) : carryUsage(facts.usage, interval, options)
    const rating = { contract, facts: { ...facts, usage }, carryIn: carry, period, knownAt }
    const rated = rate(rating, options)
    ratings.push(rating)
    unrated.push(...rated.unrated)
    charges.push(...rated.charges)
    warnings.push(...ofBinding, ...rated.warnings)
    executions.push(...rated.executions)
    carry = rated.carryOut
  }
  return { charges, carryOut: carry, unrated, warnings, executions, ratings, knownAt }
}

function isWithin({ from, to }: Interval, interval: Interval): boolean {
  return interval.from <= from && to <= interval.to
}
