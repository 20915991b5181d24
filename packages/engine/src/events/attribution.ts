import { resolveSubscription, type Interval, type SubscriptionCandidate, type UsageEvent } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { candidateOf, contractsMeant } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { periodsOfContracts } from './periods-of-contracts.js'

/** A contract that takes an event for a meter, and the period of it that the event is of. */
export interface Attributed {
  readonly meter: string
  readonly contract: SubscriptionContract
  /** Absent where the period ends beyond the year 9999: it is never billed. */
  readonly period?: Interval
}

/** Which contracts take an event. */
export type AttributedTo = (event: UsageEvent) => readonly Attributed[]

/**
 * Tells which contracts take an event as things stand: one for each meter that reads events of its type, none when it is unattached.
 * Usage itself is attributed when it is computed, meter by meter and by the same rule. Costs two look-ups for all events, and answers about each once.
 */
export async function attribution(context: BillingContext, stores: Stores, events: readonly UsageEvent[]): Promise<AttributedTo> {
  const candidates = await candidatesMeant(context, stores, events)
  const meters = Object.entries(context.catalog.meters)
  const metersOf = new Map(meters.map(([, { event: type }]) => [type, meters.flatMap(([name, { event }]) => (event === type ? [name] : []))]))
  const periodOf = periodsOfContracts()
  const takenBy = new Map(events.map((event) => [event, (metersOf.get(event.type) ?? []).flatMap((meter) => {
    const { subscription } = resolveSubscription(event, candidates(event), meter)
    if (subscription === undefined) return []
    const period = periodOf(subscription.contract, event.time)
    return [{ meter, contract: subscription.contract, ...(period === undefined ? {} : { period }) }]
  })]))
  return (event) => takenBy.get(event) ?? []
}

/** Every subscription that an event could mean: the one that it names, else all of its subject. */
export type Candidates = (event: UsageEvent) => readonly (SubscriptionCandidate & { readonly contract: SubscriptionContract })[]

/** Loads the candidates of these events. */
export async function candidatesMeant(context: BillingContext, stores: Stores, events: readonly UsageEvent[]): Promise<Candidates> {
  const contracts = await contractsMeant(context, stores, {
    subjects: events.flatMap((event) => (event.subscription === undefined ? [event.subject] : [])),
    subscriptions: events.flatMap((event) => (event.subscription === undefined ? [] : [event.subscription])),
  })
  const candidates = contracts.map((contract) => ({ ...candidateOf(contract), contract }))
  const byId = new Map(candidates.map((candidate) => [candidate.id, [candidate]]))
  const bySubject = new Map<string, typeof candidates>()
  for (const candidate of candidates) {
    for (const subject of new Set(candidate.subjects)) bySubject.set(subject, [...(bySubject.get(subject) ?? []), candidate])
  }
  return ({ subject, subscription }) => (subscription === undefined ? bySubject.get(subject) : byId.get(subscription)) ?? []
}
