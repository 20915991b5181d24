import { carryUsage, type Interval } from '@farthing/core'
import type { Charge } from '../../charges/charge.js'
import type { Carry } from '../../charges/pipeline/carry.js'
import { rate, type RatingFacts, type RatingOptions } from '../rate.js'
import { contractSpans, planOf, type QuotedContract } from './contract-spans.js'
import { quoteOf, type Quote } from './quote.js'

export interface SubscriptionQuestion {
  readonly contract: QuotedContract
  /** Usage outside of the time asked for is left out, except that it says what a level was; a bucket may not cross its ends, those of a billing period, or a change of terms. */
  readonly facts: RatingFacts
  /** Of the billing period in which the time starts; `{}` unless given. */
  readonly carryIn?: Carry
  /** A billing period, or any two instants. */
  readonly over: Interval
}

/**
 * What a subscription costs over any two instants: each billing period between them rated as `rate` does it, term by term, with the subscription
 * taken to run in that time only. Over one whole billing period it is what the invoice of that period says.
 *
 * Fees are due for the exact share of their period, so that the parts of a period sum to it. Usage is that of the time alone and fills tiers from
 * the first one on.
 *
 * @throws `rating.fact_missing` where the subscription does not run in that time; `period.too_many`; `window.invalid` for a bucket across an end;
 *   what `rate` throws
 */
export function quoteSubscription({ contract, facts, carryIn = {}, over }: SubscriptionQuestion, options: RatingOptions = {}): Quote {
  const knownAt = { cut: 'quote', at: over.to }
  const charges: Charge[] = []
  let carry = carryIn
  for (const span of contractSpans(contract, over, options)) {
    const usage = carryUsage(facts.usage, span.interval, options)
    const rated = rate({ contract: span.contract, facts: { ...facts, usage }, carryIn: carry, period: span.period, knownAt }, options)
    charges.push(...rated.charges)
    carry = rated.carryOut
  }
  return quoteOf(charges, planOf(contract).currency)
}
