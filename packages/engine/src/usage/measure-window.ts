import { addToTally, startTally, usageOf, type Interval, type KnownAt, type Meter, type TallyResult } from '@farthing/core'
import type { StoredEvent, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { candidateOf, termCutsIn } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

export interface WindowMeasurement {
  readonly knownAt: KnownAt
  readonly billed: BilledPeriod
  /** Every contract that takes part in attribution. */
  readonly contracts: readonly SubscriptionContract[]
  /** Whole quarter hours, and the type of the events; by identity those that came in, where only they are wanted. */
  readonly window: Interval & { readonly type: string; readonly gained: readonly StoredEvent[] | undefined }
}

/**
 * The buckets of one contract in a window of its period, on the meters of one event type: those that measuring the period gives there. Reads the events of the
 * window only. Not for levels, which follow from what was before.
 */
export async function measureWindow(context: BillingContext, stores: Stores, { knownAt, billed, contracts, window }: WindowMeasurement): Promise<Pick<TallyResult, 'buckets' | 'refused'>> {
  const { contract, period } = billed
  const { id, subjects } = candidateOf(contract)
  const meters: readonly (readonly [string, Meter])[] = Object.entries(context.catalog.meters)
  const rivals = contracts.map(candidateOf).filter((rival) => rival.id !== id && rival.subjects.some((subject) => subjects.includes(subject)))
  const tally = startTally({
    meters: Object.fromEntries(meters.filter(([, { event }]) => event === window.type)),
    subscriptions: [{ ...candidateOf(contract), cuts: [period.from, ...termCutsIn(contract, period), period.to], asked: period }, ...rivals],
    aggregations: context.aggregations,
    digest: context.digest,
  })
  const [from, to] = [window.from > period.from ? window.from : period.from, window.to < period.to ? window.to : period.to]
  const { type, gained } = window
  const pages = gained === undefined ? stores.events.scan({ from, to, types: [type], subjects, subscriptions: [id], cut: knownAt.cut }) : [gained]
  for await (const page of pages) {
    for (const item of page) addToTally(tally, item)
  }
  const { buckets, refused } = usageOf(tally)
  return { buckets: buckets.filter(({ subscription }) => subscription === id), refused: refused.filter(({ subscription }) => subscription === id) }
}
