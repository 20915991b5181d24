import { compareBytes, failureOf, findAggregation, isFarthingError, meterReader, resolveSubscription, type Failure, type MeterReader, type Reading, type UsageEvent } from '@farthing/core'
import type { StoredEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { candidatesMeant, type Candidates } from './attribution.js'
import type { EventReading, EventRecord } from './event-record.js'
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
  const meters = Object.entries(context.catalog.meters)
    .map(([name, meter]) => ({ name, type: meter.event, read: meterReader(meter, findAggregation(meter, context.aggregations)) }))
    .sort((a, b) => compareBytes(a.name, b.name))
  return async (page) => {
    const read = page.map((stored) => ({ stored, outcomes: meters.filter(({ type }) => type === stored.event.type).flatMap((meter) => outcomeOf(meter, stored.event)) }))
    const candidates = await candidatesMeant(context, stores, read.flatMap(({ stored, outcomes }) => (outcomes.length === 0 ? [] : [stored.event])))
    return read.map(({ stored: { identity, receivedAt, event }, outcomes }) => {
      const attributed = outcomes.map((outcome) => attribute(event, outcome, candidates))
      return { record: { identity, receivedAt, event, readings: attributed.map(({ reading }) => reading) }, attributed }
    })
  }
}

type Outcome = { readonly meter: string } & ({ readonly reading: Reading; readonly failure?: undefined } | { readonly failure: Failure })

function outcomeOf({ name: meter, read }: { readonly name: string; readonly read: MeterReader }, event: UsageEvent): readonly Outcome[] {
  try {
    const reading = read(event)
    return reading === undefined ? [] : [{ meter, reading }]
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return [{ meter, failure: failureOf(error) }]
  }
}

function attribute(event: UsageEvent, outcome: Outcome, candidates: Candidates): AttributedReading {
  const { meter } = outcome
  const { subscription: taker, unattached } = resolveSubscription(event, candidates(event), meter)
  if (taker === undefined) return { reading: unattached === 'not_metered' ? { meter, status: unattached } : { meter, status: 'unattached', reason: unattached } }
  const { contract, id: subscription } = taker
  if (outcome.failure !== undefined) return { reading: { meter, status: 'quarantined', subscription, failure: outcome.failure }, contract }
  const { value, dimensions } = outcome.reading
  return { reading: { meter, status: 'metered', subscription, value, dimensions }, contract }
}
