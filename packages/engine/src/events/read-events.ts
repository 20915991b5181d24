import { resolveSubscription, type UsageEvent } from '@farthing/core'
import type { StoredEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { candidatesMeant, type Candidates } from './attribution.js'
import type { EventReading, EventRecord } from './event-record.js'
import { meterOutcomes, type MeterOutcome } from './meter-outcomes.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** A reading with the contract that it counts for. */
export interface AttributedReading {
  readonly reading: EventReading
  readonly contract?: SubscriptionContract
}

export interface ReadEvent {
  readonly record: EventRecord
  readonly attributed: readonly AttributedReading[]
}

/** Reads pages of events on every meter of the catalogue: by the meters and the rule of attribution that usage is computed with. */
export function eventReader(context: BillingContext, stores: Stores): (page: readonly StoredEvent[]) => Promise<readonly ReadEvent[]> {
  const outcomesOf = meterOutcomes(context)
  return async (page) => {
    const read = page.map((stored) => ({ stored, outcomes: outcomesOf(stored.event) }))
    const candidates = await candidatesMeant(context, stores, read.flatMap(({ stored, outcomes }) => (outcomes.length === 0 ? [] : [stored.event])))
    return read.map(({ stored: { identity, receivedAt, event }, outcomes }) => {
      const attributed = outcomes.map((outcome) => attribute(event, outcome, candidates))
      return { record: { identity, receivedAt, event, readings: attributed.map(({ reading }) => reading) }, attributed }
    })
  }
}

function attribute(event: UsageEvent, outcome: MeterOutcome, candidates: Candidates): AttributedReading {
  const { meter } = outcome
  const { subscription: taker, unattached } = resolveSubscription(event, candidates(event), meter)
  if (taker === undefined) return { reading: unattached === 'not_metered' ? { meter, status: unattached } : { meter, status: 'unattached', reason: unattached } }
  const { contract, id: subscription } = taker
  if (outcome.failure !== undefined) return { reading: { meter, status: 'quarantined', subscription, failure: outcome.failure }, contract }
  const { value, dimensions } = outcome.reading
  return { reading: { meter, status: 'metered', subscription, value, dimensions }, contract }
}
