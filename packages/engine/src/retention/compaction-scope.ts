import { clipInterval, findAggregation, type Instant, type Interval, type Meter } from '@farthing/core'
import type { EventBodySelection, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { candidateOf, contractsMeant } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { contractsIn } from '../usage/select-periods.js'

/** Whose bodies a compaction is about. */
export interface CompactionScope {
  /** One for each stretch of time in which the same subscriptions ran: no two select one event. */
  readonly selections: readonly EventBodySelection[]
  readonly keptTypes: readonly string[]
  /** Other accounts with a running subscription for one of the subjects: the same bodies are theirs. By id. */
  readonly sharedWith: readonly string[]
}

/** Bodies of an account's subjects and subscriptions in an interval, while these ran. */
export async function compactionScope(context: BillingContext, stores: Stores, { account, interval, cut }: { readonly account: string; readonly interval: Interval; readonly cut: string }): Promise<CompactionScope> {
  const own = runningIn(await contractsIn(context, stores, { account }), interval)
  const meant = await contractsMeant(context, stores, { subjects: own.flatMap(({ subjects }) => subjects), subscriptions: [] })
  const others = runningIn(meant.filter(({ subscription }) => subscription.account !== account), interval)
  const shared = others.filter((other) => own.some((each) => each.from < other.to && other.from < each.to && each.subjects.some((subject) => other.subjects.includes(subject))))
  const keptTypes = levelTypes(context)
  const selections = stretchesOf(own).map((stretch): EventBodySelection => {
    const running = own.filter(({ from, to }) => from < stretch.to && stretch.from < to)
    const subjects = [...new Set(running.flatMap((each) => each.subjects))].sort()
    return { ...stretch, subjects, subscriptions: running.map(({ id }) => id).sort(), keptTypes, cut }
  })
  return { selections, keptTypes, sharedWith: [...new Set(shared.map(({ account: other }) => other))].sort() }
}

interface Running extends Interval {
  readonly id: string
  readonly account: string
  readonly subjects: readonly string[]
}

function runningIn(contracts: readonly SubscriptionContract[], interval: Interval): readonly Running[] {
  return contracts.flatMap((contract) => {
    const clipped = clipInterval(interval, contract.subscription)
    const { id, account } = contract.subscription
    return clipped === undefined ? [] : [{ from: clipped.from, to: clipped.to, id, account, subjects: candidateOf(contract).subjects }]
  })
}

/** Between each two instants at which a subscription began or ended, where at least one ran. */
function stretchesOf(running: readonly Running[]): readonly Interval[] {
  const bounds: readonly Instant[] = [...new Set(running.flatMap(({ from, to }) => [from, to]))].sort()
  return bounds.flatMap((from, place) => {
    const to = bounds[place + 1]
    return to !== undefined && running.some((each) => each.from <= from && to <= each.to) ? [{ from, to }] : []
  })
}

/** Levels hold on: what they are in a later period is measured from the start of the subscription. */
export function levelTypes({ catalog, aggregations }: BillingContext): readonly string[] {
  const meters: readonly Meter[] = Object.values(catalog.meters)
  return [...new Set(meters.flatMap((meter) => (findAggregation(meter, aggregations).close === undefined ? [] : [meter.event])))].sort()
}
