import { compareBytes, type Interval, type KnownAt } from '@farthing/core'
import type { IncomingEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { tell } from '../outbox/tell.js'
import { billedAt } from '../windows/late-events.js'
import { usageLateMessage } from '../windows/usage-late-message.js'
import type { Attributed, AttributedTo } from './attribution.js'
import { meterOutcomes } from './meter-outcomes.js'
import type { Late } from './sealed-periods.js'

interface Arrivals {
  readonly kept: readonly IncomingEvent[]
  readonly attributed: AttributedTo
  readonly isLate: (of: Attributed) => of is Late
}

/**
 * Tells others of new events of sealed periods, in the transaction that keeps them: `usage.late`, one for each event and subscription.
 *
 * What amends or voids an event is compared with the cut first, and an event that came while its period was being sealed is seen only then: `tellLate` tells those.
 */
export async function tellArrivals(context: BillingContext, stores: Stores, { kept, attributed, isLate }: Arrivals): Promise<void> {
  const arrivals = kept.flatMap((incoming) => (incoming.event.revision === 0 ? [{ incoming, late: attributed(incoming.event).filter(isLate) }] : [])).filter(({ late }) => late.length > 0)
  if (arrivals.length === 0) return
  const readBy = meterOutcomes(context)
  const cutOf = cutsOfPeriods(stores)
  const news = []
  for (const { incoming: { event, identity, receivedAt }, late } of arrivals) {
    const read = new Set(readBy(event).flatMap(({ meter, failure }) => (failure === undefined ? [meter] : [])))
    for (const first of firstOfEach(late)) {
      const { id: subscription, account } = first.contract.subscription
      const meters = late.flatMap(({ meter, contract }) => (contract.subscription.id === subscription && read.has(meter) ? [meter] : [])).sort(compareBytes)
      const knownAt = await cutOf(first)
      if (meters.length === 0 || knownAt === undefined) continue
      const { revision, source, id, time } = event
      const change = { change: 'arrived', account, subscription, meters, identity, revision, source, id, time, receivedAt, ...first.period, knownAt } as const
      news.push(usageLateMessage(change, { tenant: context.tenant, at: receivedAt, digest: context.digest }))
    }
  }
  // Those who tell something of several accounts wait for each other in one order.
  for (const each of news.sort((a, b) => compareBytes(a.subject, b.subject))) await tell(stores, each)
}

/** One for each subscription, whatever the number of its meters. */
function firstOfEach(late: readonly Late[]): readonly Late[] {
  return late.filter((each, index) => late.findIndex(({ contract }) => contract.subscription.id === each.contract.subscription.id) === index)
}

function cutsOfPeriods(stores: Stores): (of: Late) => Promise<KnownAt | undefined> {
  const cuts = new Map<Interval, KnownAt | undefined>()
  return async ({ contract, period }) => {
    if (!cuts.has(period)) cuts.set(period, await billedAt(stores, { contract, period }))
    return cuts.get(period)
  }
}
