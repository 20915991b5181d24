import { fail, failureOf, type Interval, type JsonObject, type UsageBucket } from '@farthing/core'
import { quoteSubscription, type Carry, type Quote, type QuoteAnswer, type RatingFacts } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { carryInto } from '../rating/carry-into.js'
import { withGrants } from '../rating/grant-balances.js'
import { hostFacts } from '../rating/host-facts.js'
import { payerOf } from '../rating/payer-of.js'
import { takenBefore } from '../rating/taken-before.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { eventFacts } from '../usage/event-facts.js'
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
    return quoteSubscription({ contract, ...(await factsOver(context, stores, contract, over)), over }, context)
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

/** What rating is given beside the contract. */
export interface StoredFacts {
  readonly facts: RatingFacts
  /** Of the billing period in which the time starts. */
  readonly carryIn: Carry
}

/**
 * Usage and events of a time, period by period, so that no bucket crosses an end of one, and what was handed into the first period.
 *
 * @throws `period.not_found` where the subscription does not run
 */
export async function factsOver(context: BillingContext, stores: Stores, contract: SubscriptionContract, over: Interval): Promise<StoredFacts> {
  const pieces = piecesOf(contract, over)
  const [first] = pieces
  if (first === undefined) return fail('period.not_found', { field: 'period', because: `is ${over.from} to ${over.to}, when ${contract.subscription.id} does not run` })
  const facts: { usage: UsageBucket[]; ratedEvents: JsonObject[]; timeEntries: JsonObject[] } = { usage: [], ratedEvents: [], timeEntries: [] }
  for (const { asked } of pieces) {
    const { usage, knownAt } = await usageAtCut(context, stores, [asked])
    const events = (await eventFacts(context, stores, { knownAt, billed: [asked] }))(contract.subscription.id)
    facts.usage.push(...usage.flatMap((each) => each.buckets))
    facts.ratedEvents.push(...(events.ratedEvents ?? []))
    facts.timeEntries.push(...(events.timeEntries ?? []))
  }
  const { ratedEvents, timeEntries, usage } = facts
  const { contract: asked, period } = first.whole
  const ofHost = await hostFacts(context, stores, first.whole)
  const given = await withGrants(stores, { usage, ...ofHost }, { account: payerOf(asked), period, taken: ofHost.balances === undefined ? [] : await takenBefore(context, stores, first.whole) })
  return {
    facts: { ...given, ...(ratedEvents.length === 0 ? {} : { ratedEvents }), ...(timeEntries.length === 0 ? {} : { timeEntries }) },
    carryIn: await carryInto(context, stores, first.whole),
  }
}
