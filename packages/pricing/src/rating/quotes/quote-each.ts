import { failureOf, type Failure } from '@farthing/core'
import type { RatingOptions } from '../rate.js'
import { quotePlan, type PlanQuestion } from './quote-plan.js'
import { quoteSubscription, type SubscriptionQuestion } from './quote-subscription.js'
import type { Quote } from './quote.js'

/** A quote, or why there is none. */
export type QuoteAnswer = { readonly quote: Quote } | { readonly refused: Failure }

/**
 * Answers questions one by one, in their order. A question that cannot be answered is refused with its reason and spoils no other. Each is
 * read when its answer is asked for, and none is kept, so that they may be any number.
 */
export function* quoteEach(questions: Iterable<PlanQuestion | SubscriptionQuestion>, options: RatingOptions = {}): Generator<QuoteAnswer, void> {
  for (const question of questions) yield answer(question, options)
}

function answer(question: PlanQuestion | SubscriptionQuestion, options: RatingOptions): QuoteAnswer {
  try {
    return { quote: 'plan' in question ? quotePlan(question, options) : quoteSubscription(question, options) }
  } catch (error) {
    return { refused: failureOf(error) }
  }
}
