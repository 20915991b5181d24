import { assertInvariant, checkInterval, clipInterval, compareBytes, periodNumber, periodsIn, type Interval } from '@farthing/core'
import { billingGridOf } from '../../catalog/billing-grid.js'
import type { Plan } from '../../catalog/plan.js'
import { versionNamed } from '../../catalog/terms/subscribed-plans.js'
import { billedInterval } from '../billed-interval.js'
import type { Contract } from '../contract.js'
import type { RatingOptions } from '../rate.js'
import { contractSegments, type SubscribedContract } from '../segments/contract-segments.js'

/** One contract throughout, or a subscription with its plans, whose terms may change. */
export type QuotedContract = Contract | SubscribedContract

/** A part of a billing period that one contract covers, and the contract as if it ran in that part only. */
export interface ContractSpan {
  readonly contract: Contract
  readonly interval: Interval
  readonly period: Interval
}

/** The plan on which a subscription starts; its billing period and currency are those of all plans that it comes to. */
export function planOf(quoted: QuotedContract): Plan {
  if (!('versions' in quoted)) return quoted.planVersion.content
  const { plan, planVersion } = quoted.subscription
  return versionNamed(quoted.versions, plan, planVersion).content
}

/**
 * What covers an interval: each billing period that shares time with it, cut where the terms change; in order, and none where the
 * subscription does not run.
 */
export function contractSpans(quoted: QuotedContract, interval: Interval, options: RatingOptions): readonly ContractSpan[] {
  const running = billedInterval(quoted.subscription, checkInterval(interval, 'over'))
  if (running === undefined) return []
  const grid = billingGridOf(quoted.subscription, planOf(quoted))
  return periodsIn(grid, running).flatMap(({ from, to, index }) => {
    const whole = periodNumber(grid, index)
    const period = { from: whole.from, to: whole.to }
    return segmentsIn(quoted, period, options).flatMap((segment) => {
      const asked = clipInterval(segment.interval, { from, to })
      return asked === undefined ? [] : [{ contract: narrowed(segment, asked), interval: asked, period }]
    })
  })
}

interface CoveredTime {
  readonly contract: Contract
  readonly interval: Interval
}

function segmentsIn(quoted: QuotedContract, period: Interval, { digest, stages }: RatingOptions): readonly CoveredTime[] {
  if ('versions' in quoted) return contractSegments(quoted, period, { ...(digest === undefined ? {} : { digest }), ...(stages === undefined ? {} : { stages }) })
  const interval = billedInterval(quoted.subscription, period)
  return interval === undefined ? [] : [{ contract: quoted, interval }]
}

/**
 * The contract for a part of its time; as it is where that is all of it, with fees that were due in advance for longer. Phases and fees that
 * are due once still count from the real start.
 */
function narrowed({ contract, interval }: CoveredTime, { from, to }: Interval): Contract {
  if (interval.from === from && interval.to === to) return contract
  const { subscription, pieces, startedAt = subscription.from } = contract
  const narrow = { ...contract, startedAt, subscription: { ...subscription, from, to } }
  return pieces === undefined ? narrow : { ...narrow, pieces: pieces.flatMap((piece) => clipInterval(piece, { from, to }) ?? []) }
}

/** The time of spans from the first to the last. */
export function spanned(spans: readonly Pick<ContractSpan, 'interval'>[]): Interval {
  const [first] = spans
  const last = spans.at(-1)
  assertInvariant(first !== undefined && last !== undefined && compareBytes(first.interval.from, last.interval.to) < 0, 'spans are in time order')
  return { from: first.interval.from, to: last.interval.to }
}
