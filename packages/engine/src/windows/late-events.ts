import { resolveSubscription, type KnownAt, type SubscriptionCandidate } from '@farthing/core'
import type { LateChange, LateEvent, StoredEvent, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { meterOutcomes } from '../events/meter-outcomes.js'
import { candidateOf, contractsMeant } from '../subscriptions/load-contracts.js'
import { changedEvents } from '../usage/changed-events.js'
import { eventQuery } from '../usage/measure-usage.js'
import { lastKnownAt } from '../corrections/load-corrections.js'
import { isOneOff } from '../invoices/document-place.js'
import { payerOf } from '../rating/payer-of.js'
import type { EventPair } from './pair-by-identity.js'

/**
 * The late events of a period of one subscription, ordered by identity: all that differs between what was billed, or sealed while nothing is billed,
 * and what is stored now. None while the period is not sealed.
 *
 * Derived from the cut alone: usage is in it or late, never both and never neither (I-LATE). An event that breaks its meters is quarantined and not late. It stays late until a revision of the seal, an
 * invoice or a correction has a cut that shows it; write-offs are not looked at here. Costs what was recorded since that cut for the period, and not what the period holds.
 */
export async function* lateEvents(context: BillingContext, stores: Stores, billed: BilledPeriod): AsyncGenerator<LateEvent, void> {
  const knownAt = await billedAt(stores, billed)
  if (knownAt !== undefined) yield* eventsLateFor(knownAt, context, stores, billed)
}

/** The events of a period that are late for any cut. */
export async function* eventsLateFor(knownAt: KnownAt, context: BillingContext, stores: Stores, billed: BilledPeriod): AsyncGenerator<LateEvent, void> {
  const { contract, period } = billed
  const query = eventQuery(context, [billed])
  if (query === undefined) return
  const { subjects, id, account } = candidateOf(contract)
  const candidates = (await contractsMeant(context, stores, { subjects, subscriptions: [id] })).map(candidateOf)
  const metersOf = metersThatRead(context, candidates, id)
  for await (const pair of changedEvents(stores, query, { since: knownAt.cut, now: await stores.events.takeCut() })) {
    const late = lateChange(pair, metersOf)
    if (late === undefined) continue
    const { change, meters, stored: { event, identity, receivedAt } } = late
    const { revision, source, id: eventId, time } = event
    yield { change, account, subscription: id, meters, identity, revision, source, id: eventId, time, receivedAt, ...period, knownAt }
  }
}

/** The cut that the period was billed at on its side; that of its newest seal while it is not billed; none while it is not sealed. */
export async function billedAt(stores: Stores, { contract, period }: BilledPeriod): Promise<KnownAt | undefined> {
  const invoices = await stores.documents.findByPeriod(payerOf(contract), period)
  // Each side has documents of its own. Progressive ones were issued within the period and did not bill it to its end; one-off ones bill no usage.
  const invoice = invoices.find(({ side = 'retail', group, issuedAt }) => side === contract.side && !isOneOff(group) && issuedAt >= period.to)
  if (invoice !== undefined) return lastKnownAt(stores, invoice)
  return (await stores.usage.latest(contract.subscription.id, period))?.knownAt
}

type MetersOf = (stored: StoredEvent | undefined) => readonly string[]

function lateChange({ before, after }: EventPair, metersOf: MetersOf): { readonly change: LateChange; readonly meters: readonly string[]; readonly stored: StoredEvent } | undefined {
  if (before?.event.revision === after?.event.revision) return undefined
  const [then, now] = [metersOf(before), metersOf(after)]
  const meters = [...new Set([...then, ...now])].sort()
  if (after !== undefined && now.length > 0) return { change: then.length > 0 ? 'amended' : 'arrived', meters, stored: after }
  return before !== undefined && then.length > 0 ? { change: 'withdrawn', meters, stored: before } : undefined
}

/** Meters on which an event is usage of a subscription. One that it breaks is none of them: there it is quarantined, and no seal will take it. */
function metersThatRead(context: BillingContext, candidates: readonly SubscriptionCandidate[], subscription: string): MetersOf {
  const outcomesOf = meterOutcomes(context)
  return (stored) => {
    if (stored === undefined) return []
    const { event } = stored
    const isOwn = (meter: string): boolean => resolveSubscription(event, candidates, meter).subscription?.id === subscription
    return outcomesOf(event).flatMap(({ meter, failure }) => (failure === undefined && isOwn(meter) ? [meter] : []))
  }
}
