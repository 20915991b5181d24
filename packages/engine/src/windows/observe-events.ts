import type { IncomingEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { inOrder, policyOf, stepMeter } from './meter-windowing.js'

/**
 * Tells the adaptive meters how late events came that were just kept, in the transaction that keeps them. Amendments and voids say nothing about
 * that. Meters with other watermarks learn nothing from events, so that ingest neither reads nor writes their state.
 */
export async function observeEvents(context: BillingContext, stores: Stores, kept: readonly IncomingEvent[]): Promise<void> {
  const first = kept.filter(({ event }) => event.revision === 0 && event.data !== null)
  const types = new Map(Object.entries(context.catalog.meters).map(([meter, { event }]) => [meter, event]))
  for (const meter of inOrder(context.lateness.keys())) {
    if (policyOf(context, meter).watermark.kind !== 'adaptive') continue
    const read = first.filter(({ event }) => types.get(meter) === event.type)
    const at = read.reduce((latest, { receivedAt }) => (receivedAt > latest ? receivedAt : latest), '')
    if (at !== '') await stepMeter(context, stores, meter, { kind: 'events', at, events: read.map(({ event }) => event) })
  }
}
