import { fail, failureOf, type Interval, type UsageBucket } from '@farthing/core'
import { quoteSubscription, type Quote, type QuoteAnswer } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { contractOf, piecesOf, quotedTime } from './quoted-time.js'

export interface QuoteScope {
  readonly subscription: string
  /** A billing period, or any two instants or local dates. */
  readonly period: PeriodChoice
}

/**
 * What a subscription costs so far in some time: its usage as it stands, rated as the invoice would rate it. Writes nothing.
 *
 * Over a billing period it is what the preview says of the subscription, before rounding.
 *
 * @throws `subscription.unknown`, `period.not_found`, `period.ambiguous`, and what `quoteSubscription` throws
 */
export function estimate(context: BillingContext, scope: QuoteScope): Promise<Quote> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const contract = await contractOf(context, stores, scope.subscription)
    const over = quotedTime(contract, scope.period)
    return quoteSubscription({ contract, facts: { usage: await usageOver(context, stores, contract, over) }, over }, context)
  })
}

/** Estimates one by one, in the order of the questions; a refused one spoils no other. Each question is read when its answer is asked for. */
export async function* estimateEach(context: BillingContext, scopes: AsyncIterable<QuoteScope> | Iterable<QuoteScope>): AsyncGenerator<QuoteAnswer, void> {
  for await (const scope of scopes) yield await answer(context, scope)
}

async function answer(context: BillingContext, scope: QuoteScope): Promise<QuoteAnswer> {
  try {
    return { quote: await estimate(context, scope) }
  } catch (error) {
    return { refused: failureOf(error) }
  }
}

/** Measured period by period, so that no bucket crosses an end of one. @throws `period.not_found` where the subscription does not run */
export async function usageOver(context: BillingContext, stores: Stores, contract: SubscriptionContract, over: Interval): Promise<readonly UsageBucket[]> {
  const buckets: UsageBucket[] = []
  const pieces = piecesOf(contract, over)
  if (pieces.length === 0) fail('period.not_found', { field: 'period', because: `is ${over.from} to ${over.to}, when ${contract.subscription.id} does not run` })
  for (const piece of pieces) {
    const { usage } = await usageAtCut(context, stores, [piece])
    buckets.push(...usage.flatMap((each) => each.buckets))
  }
  return buckets
}
