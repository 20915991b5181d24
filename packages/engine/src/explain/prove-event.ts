import { canonicalJson, checkText, fail, identityOf, type Hash, type IdentifiedEvent, type UsageBucket } from '@farthing/core'
import { proveInclusion, type EventInclusion, type InvoiceEvidence } from '@farthing/ledger'
import type { StoredEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { eventReader } from '../events/read-events.js'
import { findEvent } from './find-event.js'
import { loadEvidence, sealOfInvoice } from './load-evidence.js'
import type { EventQuestion } from './why-not.js'

export interface ProofRequest extends EventQuestion {
  /** Id of an issued invoice. */
  readonly invoice: Hash
}

/**
 * Proofs that an event stands behind an invoice, one for each of its meters: for `verifyInclusion`, which needs the evidence and no storage. The event
 * is the revision that was effective at the cut of the invoice.
 *
 * @throws `invoice.unknown`; `storage.events_removed` where bodies were compacted; `event.unknown` where the invoice counts no revision of it; `evidence.none` for a meter without evidence
 */
export function proveEventOn(context: BillingContext, { invoice, source, id }: ProofRequest): Promise<readonly EventInclusion[]> {
  const identity = identityOf({ source: checkText(source, { field: 'source' }), id: checkText(id, { field: 'id' }) }, context.digest)
  return context.storage.transaction(context.tenant, async (stores) => {
    const evidence = await loadEvidence(stores, invoice)
    const stored = await findEvent(stores, identity, evidence.invoice.knownAt.cut)
    const proofs = stored === undefined ? [] : await proofsOf(context, stores, { evidence, stored })
    if (proofs.length > 0) return proofs
    const [removal] = await stores.eventBodies.removalsOf([identity])
    if (removal !== undefined) fail('storage.events_removed', { field: 'id', because: `is ${JSON.stringify(id)} of ${source}, whose body was compacted; proofs that were made before still hold`, facts: { source, id, removal } })
    return fail('event.unknown', { field: 'id', because: `is ${JSON.stringify(id)} of ${source}, which invoice ${evidence.invoice.number} does not count`, facts: { source, id } })
  })
}

interface ProvenEventSource {
  readonly evidence: InvoiceEvidence
  readonly stored: StoredEvent
}

async function proofsOf(context: BillingContext, stores: Stores, { evidence, stored }: ProvenEventSource): Promise<readonly EventInclusion[]> {
  const [read] = await eventReader(context, stores)([stored])
  const proofs: EventInclusion[] = []
  for (const { reading } of read?.attributed ?? []) {
    if (reading.status !== 'metered') continue
    const seal = await sealOfInvoice(stores, evidence, reading.subscription)
    const own = (seal?.buckets ?? []).filter(isOfGroup(reading))
    const window = own.find(({ from, to }) => from <= stored.event.time && stored.event.time < to)
    if (window === undefined) continue
    const events = await eventsOf(context, stores, { window, cut: evidence.invoice.knownAt.cut })
    for (const { rating, index, usage } of usageOver(evidence, window)) {
      const merged = own.filter(({ from, to }) => usage.from <= from && to <= usage.to)
      proofs.push(proveInclusion({ identity: stored.identity, events, window, merged, rating, index }, context.digest))
    }
  }
  return proofs
}

type Group = Pick<UsageBucket, 'subscription' | 'meter' | 'dimensions'>

function isOfGroup(group: Group): (bucket: Group) => boolean {
  const key = groupKey(group)
  return (bucket) => groupKey(bucket) === key
}

function groupKey({ subscription, meter, dimensions }: Group): string {
  return canonicalJson([subscription, meter, dimensions])
}

function usageOver({ ratings }: InvoiceEvidence, window: UsageBucket): readonly { readonly rating: number; readonly index: number; readonly usage: UsageBucket }[] {
  const isSame = isOfGroup(window)
  return ratings.flatMap(({ facts }, rating) =>
    facts.usage.flatMap((usage, index) => (isSame(usage) && usage.from <= window.from && window.to <= usage.to ? [{ rating, index, usage }] : [])))
}

/** The events of a window, as they stood at the cut. */
async function eventsOf(context: BillingContext, stores: Stores, { window, cut }: { readonly window: UsageBucket; readonly cut: string }): Promise<readonly IdentifiedEvent[]> {
  const read = eventReader(context, stores)
  const isOn = isOfGroup(window)
  const type = context.catalog.meters[window.meter]?.event
  const events: IdentifiedEvent[] = []
  for await (const page of stores.events.scan({ from: window.from, to: window.to, cut, ...(type === undefined ? {} : { types: [type] }) })) {
    const readings = await read(page)
    page.forEach((stored, place) => {
      if (readings[place]?.attributed.some(({ reading }) => reading.status === 'metered' && isOn(reading)) === true) events.push(stored)
    })
  }
  return events
}
