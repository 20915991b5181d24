import { aggregations as builtIn, fail, localDateOf, multiply, parseInstant, parseLocalDate, periodNumber, type Interval, type LocalDate, type Zone } from '@farthing/core'
import { billingGridOf } from '../../catalog/billing-grid.js'
import type { Plan } from '../../catalog/plan.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import type { Facts } from '../../charges/pipeline/facts.js'
import type { RatingOptions } from '../rate.js'
import { shareOfPeriod } from '../share-of-period.js'
import { contractSpans } from './contract-spans.js'
import { givenFacts, isToldOneByOne, type GivenGroup } from './given-facts.js'
import { givenUsage, withGiven } from './given-usage.js'
import { groupsUsed, type UsageByMeter } from './meter-usage.js'
import type { Quote } from './quote.js'
import { quoteSubscription, type SubscriptionQuestion } from './quote-subscription.js'

export interface PlanQuestion {
  readonly plan: Plan
  /** By meter; one that is not named was not used. Dimensions that a component prices apart stand in the groups of its usage, else they are `null`. */
  readonly usage: UsageByMeter
  /** What the plan's program reads beside usage, and beside the transactions, amounts and time entries that stand in it. */
  readonly facts?: Omit<Facts, 'usage'>
  /** The time asked for; one whole billing period unless given. */
  readonly over?: QuotedTime
}

/** Any two instants, in the billing periods of a subscription that could be. */
export interface QuotedTime extends Interval {
  /** `UTC` unless given. */
  readonly zone?: Zone
  /** Where the billing periods start; the local date of `from` unless given. */
  readonly anchor?: LocalDate
}

/**
 * What a plan would cost for some usage, without a subscription: rated as a subscription to it would be, program included.
 *
 * Fees are due for the exact share of each billing period that the time covers. Usage over several billing periods is taken as used evenly over
 * that time, so that each period's tiers price its share of it; transactions and time entries fit into one period only.
 *
 * @throws `rating.fact_invalid` for usage one by one over several billing periods, `rating.fact_missing`; what `rate` and `quoteOf` throw
 */
export function quotePlan(question: PlanQuestion, options: RatingOptions = {}): Quote {
  const { aggregations = builtIn } = options
  return quoteSubscription(subscriptionQuestion(question, options), { ...options, aggregations: withGiven(aggregations) })
}

/** The question about a subscription that runs for just the time asked for. */
function subscriptionQuestion({ plan, usage, facts = {}, over }: PlanQuestion, options: RatingOptions): SubscriptionQuestion {
  const id = 'quote'
  const { zone = 'UTC', anchor = firstDay(over, zone) } = over ?? {}
  const place = { zone, anchor: parseLocalDate(anchor, 'over.anchor') }
  const whole = periodNumber(billingGridOf(place, plan), 0)
  const { from, to } = over === undefined ? whole : { from: parseInstant(over.from, { field: 'over.from' }), to: parseInstant(over.to, { field: 'over.to' }) }
  const planVersion = publishPlan(id, plan, options.digest, options.stages)
  const subscription = { id, account: id, plan: id, planVersion: planVersion.version, ...place, from, to }
  const contract = { tenant: id, side: 'retail' as const, subscription, planVersion }
  const groups = groupsOf(plan, usage)
  const spans = contractSpans(contract, { from, to }, options)
  if (spans.length > 1) refuseOneByOne(groups)
  const buckets = spans.flatMap(({ interval }) => {
    const share = shareOfPeriod(interval, { from, to })
    const quantities = groups.map(({ meter, facts: { quantity, dimensions = {} } }) => ({ meter, dimensions, quantity: multiply(quantity, share) }))
    return givenUsage(quantities, id, interval)
  })
  return { contract, facts: { ...joinedFacts(facts, givenFacts(groups, from)), usage: buckets }, over: { from, to } }
}

function refuseOneByOne(groups: readonly GivenGroup[]): void {
  const told = groups.find(isToldOneByOne)
  if (told === undefined) return
  fail('rating.fact_invalid', { field: `usage.${told.meter}`, because: 'is told one by one, but the time goes over several billing periods', facts: { meter: told.meter } })
}

function joinedFacts(asked: Omit<Facts, 'usage'>, { ratedEvents = [], timeEntries = [] }: ReturnType<typeof givenFacts>): Omit<Facts, 'usage'> {
  return {
    ...asked,
    ...(ratedEvents.length === 0 ? {} : { ratedEvents: [...(asked.ratedEvents ?? []), ...ratedEvents] }),
    ...(timeEntries.length === 0 ? {} : { timeEntries: [...(asked.timeEntries ?? []), ...timeEntries] }),
  }
}

/** A quote of a whole period needs no date; the first of any year does. */
function firstDay(over: QuotedTime | undefined, zone: Zone): LocalDate {
  return over === undefined ? '2001-01-01' : localDateOf(parseInstant(over.from, { field: 'over.from' }), zone)
}

/** Usage with every dimension that some component of its meter prices apart. */
function groupsOf({ components }: Plan, usage: UsageByMeter): readonly GivenGroup[] {
  return Object.keys(usage).flatMap((meter) => {
    const by = [...new Set(Object.values(components).flatMap((component) => (component.meter === meter ? (component.by ?? []) : [])))]
    return groupsUsed(usage, meter, by).map((facts) => ({ meter, facts }))
  })
}
