import { epochMsOf, instantOfEpochMs, type Instant } from '@farthing/core'
import type { Subscription } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'

const always = { from: '0001-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' } as const
/** Further apart than the clocks of two processes. */
const clockSkewMs = 3_600_000
const dayMs = 86_400_000

/**
 * Ids of those subscriptions of which an event was received at an instant or later, or that began or were changed then. An event means every subscription that has its subject, or
 * the one that it names; which of them takes it is not asked.
 *
 * Cost: the events that were recorded since the last run that started an hour before the instant; without such a run, all events of the subscriptions.
 */
export async function changedAmong(stores: Stores, subscriptions: readonly Subscription[], since: Instant): Promise<ReadonlySet<string>> {
  const changed = new Set(subscriptions.filter(({ from, changes = [] }) => from >= since || changes.some(({ decidedAt }) => decidedAt >= since)).map(({ id }) => id))
  const cut = await cutBefore(stores, instantOfEpochMs(epochMsOf(since) - clockSkewMs))
  const bySubject = new Map<string, string[]>()
  for (const { id, account, subjects = [account] } of subscriptions) for (const subject of subjects) bySubject.set(subject, [...(bySubject.get(subject) ?? []), id])
  const query = { ...always, subjects: [...bySubject.keys()], subscriptions: subscriptions.map(({ id }) => id), ...(cut === undefined ? {} : { recordedAfter: cut }) }
  for await (const page of stores.events.scan(query)) {
    for (const { event, receivedAt } of page) {
      if (receivedAt < since) continue
      for (const id of event.subscription === undefined ? (bySubject.get(event.subject) ?? []) : [event.subscription]) changed.add(id)
    }
  }
  return changed
}

/** What was stored when the last run started that did so at an instant or before. */
async function cutBefore({ billingRuns }: Stores, at: Instant): Promise<string | undefined> {
  // There may be a run each minute, so the last day is looked at first.
  for (const since of [instantOfEpochMs(epochMsOf(at) - dayMs), always.from]) {
    const cut = (await listAll((page) => billingRuns.list({ since, until: instantOfEpochMs(epochMsOf(at), 1) }, page))).at(-1)?.cut
    if (cut !== undefined) return cut
  }
  return undefined
}
