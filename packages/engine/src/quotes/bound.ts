import { addAll, assertInvariant, carryUsage, clipInterval, compareBytes, fail, mergeUsage, type Interval, type UsageBucket } from '@farthing/core'
import { contractSegments, upperBound, type Contract, type Plan, type UpperBound, type UpperBoundQuestion } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { accountProgram } from '../rating/account-program.js'
import { payerOf } from '../rating/payer-of.js'
import { factsOver } from './estimate.js'
import { contractOf, runningPeriod } from './quoted-time.js'

export interface BoundScope extends Pick<UpperBoundQuestion, 'planned'> {
  readonly subscription: string
}

/**
 * What an event costs at most if it comes now, on top of the usage of the running billing period under the terms of now. Writes nothing.
 *
 * For meters whose quantity an event raises by its own at most: `count`, `sum`, `max`, `unique` and the like, not `avg`.
 *
 * Programs count: that of the terms, over all that they price, and that of the account.
 *
 * @throws `subscription.unknown`; `period.not_found` while it does not run; `rating.fact_missing` for a price that reads events one by one
 *   and has usage; what `upperBound` throws
 */
export function bound(context: BillingContext, { subscription, planned }: BoundScope): Promise<UpperBound> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const [answer] = await boundEach(context, stores, subscription, [planned])
    assertInvariant(answer !== undefined, 'each event has its bound')
    return answer
  })
}

/** What each of some events costs at most by itself, on top of the usage so far; in their order. @throws as {@link bound} */
export async function boundEach(context: BillingContext, stores: Stores, subscription: string, events: readonly BoundScope['planned'][]): Promise<readonly UpperBound[]> {
  const contract = await contractOf(context, stores, subscription)
  const period = runningPeriod(context, contract)
  const now = context.clock.now()
  const segment = contractSegments(contract, period, context).find(({ interval }) => isIn(interval, now))
  if (segment === undefined) return fail('period.not_found', { field: 'subscription', because: `is ${subscription}, which does not run at ${now}` })
  const { usage: buckets } = (await factsOver(context, stores, contract, segment.interval)).facts
  const { currency, every } = contract.planVersion.content
  const runsOverAll = accountProgram(context, { account: payerOf(contract), currency, every }, period.from)
  const beside = (segment.contract.pieces ?? []).map(({ components }) => components)
  const held = termsAt(segment.contract, segment.interval, now).map(({ plan, interval }) => ({ plan, usage: usageIn(context, plan, { buckets, interval, period }) }))
  return events.map((planned) => {
    const bounds = held.map((each) => upperBound({ ...each, planned, beside, ...(runsOverAll && { accountProgram: runsOverAll }) }))
    return together(bounds, contract.planVersion.content)
  })
}

interface HeldTerms {
  readonly plan: Plan
  /** Since when and until when its components hold: usage of other times is priced by others. */
  readonly interval: Interval
}

/** The components that hold at an instant, by the time for which they do. */
function termsAt({ planVersion: { content }, pieces, program = content.program }: Contract, interval: Interval, now: string): readonly HeldTerms[] {
  const withProgram = program === undefined ? {} : { program }
  return (pieces ?? [{ ...interval, components: content.components }]).flatMap(({ from, to, components }) => {
    const held = clipInterval({ from, to }, interval)
    return held !== undefined && isIn(held, now) ? [{ plan: { ...content, components, ...withProgram }, interval: held }] : []
  })
}

interface MeasuredTime {
  readonly buckets: readonly UsageBucket[]
  readonly interval: Interval
  readonly period: Interval
}

/** Each meter that a plan reads, merged over all dimensions that no component prices apart. */
function usageIn({ digest, aggregations }: BillingContext, { components }: Plan, { buckets, interval, period }: MeasuredTime): UpperBoundQuestion['usage'] {
  const read = Object.values(components)
  const meters = new Set(read.flatMap(({ meter }) => meter ?? []))
  const usage = [...meters].map((meter) => {
    const by = [...new Set(read.flatMap((component) => (component.meter === meter ? (component.by ?? []) : [])))]
    const own = carryUsage(buckets.filter((bucket) => bucket.meter === meter), interval, { digest, aggregations })
    return [meter, mergeUsage(own, interval, { digest, aggregations, by, reference: period })] as const
  })
  return Object.fromEntries(usage)
}

function together(bounds: readonly UpperBound[], { currency }: Plan): UpperBound {
  return {
    amount: addAll(bounds.map(({ amount }) => amount)),
    kind: bounds.every(({ kind }) => kind === 'exact') ? 'exact' : 'bound',
    currency,
    components: bounds.flatMap(({ components }) => components).sort((a, b) => compareBytes(a.component, b.component)),
  }
}

function isIn({ from, to }: Interval, now: string): boolean {
  return from <= now && now < to
}
