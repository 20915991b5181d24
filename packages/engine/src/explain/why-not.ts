import { checkText, findAggregation, identityOf, meterReader, periodAt, type Hash, type UsageEvent } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { StoredEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { eventReader, type AttributedReading } from '../events/read-events.js'
import type { EventReference } from '../events/write-off.js'
import type { BilledUsage } from './billed-usage.js'
import type { EventFate, TakenBy } from './event-fate.js'
import { fateOfReading } from './fate-of-reading.js'
import { findEvent } from './find-event.js'
import { standingOfPeriod } from './standing-of-period.js'
import { withSteps } from './steps-of-event.js'

/** Which event is asked about. A repeat of one that is kept changes nothing: it is a duplicate, and the answer is about the one that is kept. */
export type EventQuestion = Pick<EventReference, 'source' | 'id'>

/** What became of an event. */
export interface EventAnswer extends EventQuestion {
  readonly identity: Hash
  /**
   * `unknown`: never kept, so it was refused or never came. `void`: its last revision takes it back. `unmatched`: kept, and no meter reads its type. `compacted`: its body has
   * gone, and it stands in the totals of its period.
   */
  readonly status: 'unknown' | 'void' | 'unmatched' | 'kept' | 'compacted'
  /** By which decision its body went. */
  readonly compaction?: string
  /** The effective revision. */
  readonly event?: UsageEvent
  /** One for each meter of its type, by meter. */
  readonly fates: readonly EventFate[]
}

/**
 * Tells for any event which line it is in, or why it is in none; for each meter that could count it. As things stand: attribution is that of now, and
 * what is in an invoice is decided by its cut and its evidence.
 *
 * @throws the `text.*` codes for source and id
 */
export function whyNot(context: BillingContext, { source, id }: EventQuestion): Promise<EventAnswer> {
  const identity = identityOf({ source: checkText(source, { field: 'source' }), id: checkText(id, { field: 'id' }) }, context.digest)
  return context.storage.transaction(context.tenant, async (stores) => {
    const stored = await findEvent(stores, identity)
    if (stored === undefined) {
      const [compaction] = await stores.eventBodies.removalsOf([identity])
      if (compaction !== undefined) return { source, id, identity, status: 'compacted', compaction: compaction.replace(/\/[0-9]+$/, ''), fates: [] }
      const [first] = await stores.events.fingerprints([{ identity, revision: 0 }])
      return { source, id, identity, status: first === undefined ? 'unknown' : 'void', fates: [] }
    }
    const fates = await fatesOf(context, stores, stored)
    return { source, id, identity, status: fates.length === 0 ? 'unmatched' : 'kept', event: stored.event, fates }
  })
}

async function fatesOf(context: BillingContext, stores: Stores, stored: StoredEvent): Promise<readonly EventFate[]> {
  const [read] = await eventReader(context, stores)([stored])
  const fates: EventFate[] = metersPassingOver(context, stored.event).map((meter) => ({ meter, outcome: 'excluded', reason: 'filtered' }))
  for (const attributed of read?.attributed ?? []) fates.push(await fateOf(context, stores, stored, attributed))
  return fates.sort((a, b) => (a.meter < b.meter ? -1 : 1))
}

async function fateOf(context: BillingContext, stores: Stores, stored: StoredEvent, { reading, contract }: AttributedReading): Promise<EventFate> {
  const { event, identity } = stored
  if (contract === undefined) return fateOfReading(reading, { at: event.time, isInCut: false, isSealed: false, isWrittenOff: false })
  const { from, to } = periodAt(billingGridOf(contract.subscription, contract.planVersion.content), event.time)
  const { billed, cut, isSealed, isWrittenOff } = await standingOfPeriod(context, stores, { contract, period: { from, to } })
  const known = cut === undefined ? undefined : await findEvent(stores, identity, cut)
  const standing = { at: event.time, isInCut: known?.event.revision === event.revision, isSealed, isWrittenOff: isWrittenOff(identity, event.revision) }
  const fate = fateOfReading(reading, { ...standing, ...(billed === undefined ? {} : { billed }) })
  if (billed === undefined || reading.status !== 'metered' || fate.outcome === 'excluded') return fate
  const taken = await takenBy(stores, billed, stored)
  return withSteps(context, stores, { fate: taken === undefined ? fate : { ...fate, correction: taken }, stored, reading, contract, billed })
}

/** The first re-rating that could see this revision of an event; none where the invoice itself could. */
async function takenBy(stores: Stores, { invoice, looks }: BilledUsage, { identity, event: { revision } }: StoredEvent): Promise<TakenBy | undefined> {
  const isSeen = async (cut: string) => (await findEvent(stores, identity, cut))?.event.revision === revision
  if (looks.length === 0 || (await isSeen(invoice.knownAt.cut))) return undefined
  for (const { revision: look, knownAt, note } of looks) {
    if (knownAt !== undefined && (await isSeen(knownAt.cut))) return { revision: look, ...(note === undefined ? {} : { number: note.number }) }
  }
  return undefined
}

/** Meters of its type whose filter does not pass it. */
function metersPassingOver({ catalog, aggregations }: BillingContext, event: UsageEvent): readonly string[] {
  return Object.entries(catalog.meters).flatMap(([name, meter]) => {
    if (meter.event !== event.type) return []
    const read = meterReader(meter, findAggregation(meter, aggregations))
    return passes(() => read(event)) ? [] : [name]
  })
}

/** One that breaks the meter has passed its filter. */
function passes(read: () => unknown): boolean {
  try {
    return read() !== undefined
  } catch {
    return true
  }
}
