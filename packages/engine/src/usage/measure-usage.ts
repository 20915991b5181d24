import { addToTally, carryUsage, clipInterval, startTally, usageOf, type KnownAt, type TallyResult, type UsageBucket } from '@farthing/core'
import type { EventQuery, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { candidateOf, contractsMeant, termCutsIn } from '../subscriptions/load-contracts.js'
import { levelHistory } from './level-history.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** Usage at one cut, on the stored grid, and what was set aside. The census is left out: one pass may see events of others too. */
export type MeasuredUsage = Omit<TallyResult, 'census'>

/** What could be seen from now on, and every contract that takes part in attribution. */
export interface Measurement {
  readonly knownAt: KnownAt
  readonly billed: readonly BilledPeriod[]
  /** The billed ones and all that share a subject with them. */
  readonly contracts: readonly SubscriptionContract[]
}

/** Takes a cut and loads all contracts that events of the billed ones could mean, so that an event which could mean several stays unattached. */
export async function startMeasurement(context: BillingContext, stores: Stores, billed: readonly BilledPeriod[]): Promise<Measurement> {
  const candidates = billed.map(({ contract }) => candidateOf(contract))
  const contracts = await contractsMeant(context, stores, {
    subjects: candidates.flatMap(({ subjects }) => subjects),
    subscriptions: candidates.map(({ id }) => id),
  })
  return { knownAt: { cut: await stores.events.takeCut(), at: context.clock.now() }, billed, contracts }
}

/**
 * Measures the usage of the billed contracts, each in its own period, in one pass over the events inside the cut. Writes nothing.
 * Memory grows with groups and buckets, not with events.
 */
export async function measureUsage(context: BillingContext, stores: Stores, { knownAt, billed, contracts }: Measurement): Promise<MeasuredUsage> {
  const query = eventQuery(context, billed)
  if (query === undefined) return { buckets: [], refused: [], quarantined: [], unattached: [] }
  const periods = new Map(billed.map(({ contract, period }) => [contract.subscription.id, period]))
  const tally = startTally({
    meters: context.catalog.meters,
    subscriptions: contracts.map((contract) => {
      const period = periods.get(contract.subscription.id)
      return { ...candidateOf(contract), ...(period === undefined ? {} : { cuts: [period.from, ...termCutsIn(contract, period), period.to], asked: period }) }
    }),
    aggregations: context.aggregations,
    digest: context.digest,
  })
  const isForOthers = othersNamed(stores, contracts)
  for await (const page of stores.events.scan({ ...query, cut: knownAt.cut })) {
    for (const item of page) {
      if (item.event.subscription !== undefined && (await isForOthers(item.event.subscription))) continue
      addToTally(tally, item)
    }
  }
  const { buckets, refused, quarantined, unattached } = usageOf(tally)
  const history = await levelHistory(context, stores, { knownAt, billed, contracts })
  return {
    buckets: carriedBuckets([...history.buckets, ...buckets], billed, context),
    refused: [...history.refused, ...refused].filter(({ subscription }) => periods.has(subscription)),
    quarantined: quarantined.filter(({ subscription }) => periods.has(subscription)),
    unattached,
  }
}

/** The usage of each contract in its period, every level with what it was at the start. */
function carriedBuckets(buckets: readonly UsageBucket[], billed: readonly BilledPeriod[], { digest, aggregations }: BillingContext): readonly UsageBucket[] {
  const bySubscription = new Map<string, UsageBucket[]>(billed.map(({ contract }) => [contract.subscription.id, []]))
  for (const bucket of buckets) bySubscription.get(bucket.subscription)?.push(bucket)
  return billed.flatMap(({ contract, period }) => {
    const interval = clipInterval(period, contract.subscription)
    return interval === undefined ? [] : carryUsage(bySubscription.get(contract.subscription.id) ?? [], interval, { digest, aggregations })
  })
}

/**
 * Tells subscriptions that exist and take no part here: an event that names one is its usage and not unattached. An event that names one which
 * does not exist stays, so that it is reported.
 */
function othersNamed(stores: Stores, contracts: readonly SubscriptionContract[]): (subscription: string) => Promise<boolean> {
  const isOther = new Map(contracts.map(({ subscription }) => [subscription.id, false]))
  return async (subscription) => {
    const known = isOther.get(subscription)
    if (known !== undefined) return known
    const exists = (await stores.subscriptions.get(subscription)) !== undefined
    isOther.set(subscription, exists)
    return exists
  }
}

/** Everything that could be usage of the contracts; `undefined` when nothing could. */
export function eventQuery({ catalog }: BillingContext, billed: readonly BilledPeriod[]): EventQuery | undefined {
  const running = billed.flatMap(({ contract, period }) => {
    const interval = clipInterval(period, contract.subscription)
    return interval === undefined ? [] : [{ ...candidateOf(contract), ...interval }]
  })
  const read = new Set(running.flatMap(({ meters = [] }) => meters))
  const types = new Set(Object.entries(catalog.meters).flatMap(([name, { event }]) => (read.has(name) ? [event] : [])))
  const [first] = running
  if (first === undefined || types.size === 0) return undefined
  return {
    from: running.reduce((earliest, { from }) => (from < earliest ? from : earliest), first.from),
    to: running.reduce((latest, { to }) => (to > latest ? to : latest), first.to),
    types: [...types],
    subjects: [...new Set(running.flatMap(({ subjects }) => subjects))],
    subscriptions: running.map(({ id }) => id),
  }
}
