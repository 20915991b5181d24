import { addToTally, findAggregation, startTally, usageOf, type Meter, type TallyResult } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { candidateOf } from '../subscriptions/load-contracts.js'
import type { Measurement } from './measure-usage.js'

/**
 * Usage before the billed periods on meters of levels, from the start of each subscription: what a level was at the start of a period follows
 * from it. Reads no event when no plan reads such a meter.
 */
export async function levelHistory(
  context: BillingContext,
  stores: Stores,
  { knownAt, billed, contracts }: Measurement,
): Promise<Pick<TallyResult, 'buckets' | 'refused'>> {
  const meters = levelMeters(context, billed)
  const before = billed.filter(({ contract, period }) => contract.subscription.from < period.from)
  const candidates = before.map(({ contract }) => candidateOf(contract))
  const [first] = before
  if (first === undefined || Object.keys(meters).length === 0) return { buckets: [], refused: [] }
  const starts = new Map(before.map(({ contract, period }) => [contract.subscription.id, period.from]))
  const tally = startTally({
    meters,
    subscriptions: contracts.map((contract) => {
      const candidate = candidateOf(contract)
      const to = starts.get(candidate.id)
      return to === undefined ? candidate : { ...candidate, cuts: [to], asked: { from: candidate.from, to } }
    }),
    aggregations: context.aggregations,
    digest: context.digest,
  })
  const query = {
    from: before.reduce((earliest, { contract }) => (contract.subscription.from < earliest ? contract.subscription.from : earliest), first.contract.subscription.from),
    to: before.reduce((latest, { period }) => (period.from > latest ? period.from : latest), first.period.from),
    types: [...new Set(Object.values(meters).map(({ event }) => event))],
    subjects: [...new Set(candidates.flatMap(({ subjects }) => subjects))],
    subscriptions: candidates.map(({ id }) => id),
  }
  for await (const page of stores.events.scan({ ...query, cut: knownAt.cut })) {
    for (const item of page) addToTally(tally, item)
  }
  const { buckets, refused } = usageOf(tally)
  return { buckets: buckets.filter(({ subscription }) => starts.has(subscription)), refused }
}

/** The meters that the plans read and whose aggregation carries a level from one window to the next. */
function levelMeters({ catalog, aggregations }: BillingContext, billed: readonly BilledPeriod[]): { readonly [meter: string]: Meter } {
  const read = new Set(billed.flatMap(({ contract }) => candidateOf(contract).meters ?? []))
  const meters: readonly (readonly [string, Meter])[] = Object.entries(catalog.meters)
  return Object.fromEntries(meters.filter(([name, meter]) => read.has(name) && findAggregation(meter, aggregations).close !== undefined))
}
