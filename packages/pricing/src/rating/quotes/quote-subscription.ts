import { checkInterval, clipInterval, periodNumber, periodsIn, type Interval } from '@farthing/core'
import { billingGridOf } from '../../catalog/billing-grid.js'
import type { Charge } from '../../charges/charge.js'
import type { Carry } from '../../charges/pipeline/carry.js'
import { billedInterval } from '../billed-interval.js'
import type { Contract } from '../contract.js'
import { rate, type RatingFacts, type RatingOptions } from '../rate.js'
import { quoteOf, type Quote } from './quote.js'

export interface SubscriptionQuestion {
  readonly contract: Contract
  /** Usage outside of the time asked for is left out; a bucket may not cross its ends, nor those of a billing period. */
  readonly facts: RatingFacts
  /** Of the billing period in which the time starts; `{}` unless given. */
  readonly carryIn?: Carry
  /** A billing period, or any two instants. */
  readonly over: Interval
}

/**
 * What a subscription costs over any two instants: each billing period between them rated as `rate` does it, with the subscription taken to
 * run in that time only. Over one whole billing period it is what the invoice of that period says.
 *
 * Fees are due for the exact share of their period, so that the parts of a period sum to it. Usage is that of the time alone and fills tiers from
 * the first one on.
 *
 * @throws `rating.fact_missing` where the subscription does not run in that time; `period.too_many`; what `rate` throws
 */
export function quoteSubscription({ contract, facts, carryIn = {}, over }: SubscriptionQuestion, options: RatingOptions = {}): Quote {
  const knownAt = { cut: 'quote', at: over.to }
  const charges: Charge[] = []
  let carry = carryIn
  for (const { billed, period } of piecesOf(contract, over)) {
    const usage = facts.usage.filter((bucket) => overlaps(bucket, billed))
    const rated = rate({ contract: narrowed(contract, billed), facts: { ...facts, usage }, carryIn: carry, period, knownAt }, options)
    charges.push(...rated.charges)
    carry = rated.carryOut
  }
  return quoteOf(charges, contract.planVersion.content.currency)
}

/** A billing period and the part of it that is asked for. */
export interface QuotedPiece {
  readonly billed: Interval
  readonly period: Interval
}

/** The billing periods that share time with an interval in which the subscription runs, in order. */
export function piecesOf({ subscription, planVersion }: Contract, interval: Interval): readonly QuotedPiece[] {
  const over = checkInterval(interval, 'over')
  const running = billedInterval(subscription, over)
  if (running === undefined) return []
  const grid = billingGridOf(subscription, planVersion.content)
  return periodsIn(grid, running).map(({ from, to, index }) => {
    const period = periodNumber(grid, index)
    return { billed: { from, to }, period: { from: period.from, to: period.to } }
  })
}

/** The contract as if it ran in that time only. */
function narrowed(contract: Contract, billed: Interval): Contract {
  const { subscription, pieces, startedAt = subscription.from } = contract
  const narrow = { ...contract, startedAt, subscription: { ...subscription, ...billed } }
  return pieces === undefined ? narrow : { ...narrow, pieces: pieces.flatMap((piece) => clipInterval(piece, billed) ?? []) }
}

function overlaps(a: Interval, b: Interval): boolean {
  return a.from < b.to && b.from < a.to
}
