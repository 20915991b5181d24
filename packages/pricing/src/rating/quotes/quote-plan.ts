import { addAll, aggregations as builtIn, fail, localDateOf, multiply, parseInstant, parseLocalDate, periodNumber, type Interval, type LocalDate, type Zone } from '@farthing/core'
import { billingGridOf } from '../../catalog/billing-grid.js'
import type { Plan } from '../../catalog/plan.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import type { Facts } from '../../charges/pipeline/facts.js'
import type { PriceFacts } from '../../models/price-facts.js'
import type { RatingOptions } from '../rate.js'
import { shareOfPeriod } from '../share-of-period.js'
import { givenUsage, withGiven, type GivenQuantity } from './given-usage.js'
import { groupsUsed, type UsageByMeter } from './meter-usage.js'
import type { Quote } from './quote.js'
import { contractSpans } from './contract-spans.js'
import { quoteSubscription, type SubscriptionQuestion } from './quote-subscription.js'

export interface PlanQuestion {
  readonly plan: Plan
  /** By meter; one that is not named was not used. Dimensions that a component prices apart stand in the groups of its usage, else they are `null`. */
  readonly usage: UsageByMeter
  /** What the plan's program reads beside usage. */
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
 * that time, so that each period's tiers price its share of it.
 *
 * @throws `rating.fact_missing` for a meter's usage that holds more than quantities; what `rate` and `quoteOf` throw
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
  const planVersion = publishPlan(id, plan)
  const subscription = { id, account: id, plan: id, planVersion: planVersion.version, ...place, from, to }
  const contract = { tenant: id, side: 'retail' as const, subscription, planVersion }
  const quantities = quantitiesOf(plan, usage)
  const buckets = contractSpans(contract, { from, to }, options).flatMap(({ interval }) => {
    const share = shareOfPeriod(interval, { from, to })
    return givenUsage(quantities.map((each) => ({ ...each, quantity: multiply(each.quantity, share) })), id, interval)
  })
  return { contract, facts: { ...facts, usage: buckets }, over: { from, to } }
}

/** A quote of a whole period needs no date; the first of any year does. */
function firstDay(over: QuotedTime | undefined, zone: Zone): LocalDate {
  return over === undefined ? '2001-01-01' : localDateOf(parseInstant(over.from, { field: 'over.from' }), zone)
}

/** Usage with every dimension that some component of its meter prices apart. */
function quantitiesOf({ components }: Plan, usage: UsageByMeter): readonly GivenQuantity[] {
  return Object.keys(usage).flatMap((meter) => {
    const by = [...new Set(Object.values(components).flatMap((component) => (component.meter === meter ? (component.by ?? []) : [])))]
    return groupsUsed(usage, meter, by).map((facts) => ({ meter, dimensions: facts.dimensions ?? {}, quantity: quantityIn(facts, meter) }))
  })
}

/** Other facts than quantities reach prices as records of the program's facts. */
function quantityIn({ quantity, dimensions: _, ...others }: PriceFacts, meter: string): GivenQuantity['quantity'] {
  const [name] = Object.keys(others)
  if (name === undefined) return addAll([quantity])
  return fail('rating.fact_missing', { field: `usage.${meter}.${name}`, because: 'is given with a quantity, but a quote reads it from `facts`', facts: { meter, fact: name } })
}
