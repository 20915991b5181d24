import { resolveSubscription, type SubscriptionCandidate, type UsageEvent } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { candidateOf, contractsMeant } from '../subscriptions/load-contract.js'

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
  return (event) => {
    const meant = (event.subscription === undefined ? candidates.bySubject.get(event.subject) : candidates.byId.get(event.subscription)) ?? []
    return Object.entries(catalog.meters).some(
      ([name, meter]) => meter.event === event.type && resolveSubscription(event, meant, name).subscription !== undefined,
    )
  }
}

function candidatesByName(candidates: readonly SubscriptionCandidate[]) {
  const bySubject = new Map<string, SubscriptionCandidate[]>()
  for (const candidate of candidates) {
    for (const subject of new Set(candidate.subjects)) bySubject.set(subject, [...(bySubject.get(subject) ?? []), candidate])
  }
  return { bySubject, byId: new Map(candidates.map((candidate) => [candidate.id, [candidate]])) }
}
