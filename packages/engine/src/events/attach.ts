import { resolveSubscription, type SubscriptionCandidate, type UsageEvent } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { candidateOf, contractsMeant } from '../subscriptions/load-contracts.js'

/**
 * Tells which events some subscription takes as things stand: on at least one meter that reads events of its type.
 * Usage itself is attributed when it is computed, meter by meter and by the same rule.
 */
export async function attachable(
  { catalog, tenant }: BillingContext,
  stores: Stores,
  events: readonly UsageEvent[],
): Promise<(event: UsageEvent) => boolean> {
  const contracts = await contractsMeant(stores, tenant, {
    subjects: events.flatMap((event) => (event.subscription === undefined ? [event.subject] : [])),
    subscriptions: events.flatMap((event) => (event.subscription === undefined ? [] : [event.subscription])),
  })
  const candidates = candidatesByName(contracts.map(candidateOf))
  const meters = Object.entries(catalog.meters)
  const metersOf = new Map(meters.map(([, { event: type }]) => [type, meters.flatMap(([name, { event }]) => (event === type ? [name] : []))]))
  return (event) => {
    const meant = event.subscription === undefined ? candidates.bySubject.get(event.subject) : candidates.byId.get(event.subscription)
    return (metersOf.get(event.type) ?? []).some((meter) => resolveSubscription(event, meant ?? [], meter).subscription !== undefined)
  }
}

function candidatesByName(candidates: readonly SubscriptionCandidate[]) {
  const bySubject = new Map<string, SubscriptionCandidate[]>()
  for (const candidate of candidates) {
    for (const subject of new Set(candidate.subjects)) bySubject.set(subject, [...(bySubject.get(subject) ?? []), candidate])
  }
  return { bySubject, byId: new Map(candidates.map((candidate) => [candidate.id, [candidate]])) }
}
