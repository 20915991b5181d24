import { assertInvariant, failure, type UsageEvent } from '@farthing/core'
import type { AppendOutcome, EventCensus, IncomingEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { observeEvents } from '../windows/observe-events.js'
import { attribution, type Attributed, type AttributedTo } from './attribution.js'
import { brokenMeters, type BrokenMeter } from './meter-outcomes.js'
import type { Receipt, RefusedEvent } from './ingest-result.js'
import { refuseCompacted } from './refuse-compacted.js'
import { sealedPeriods, type Late } from './sealed-periods.js'
import { tellArrivals } from './tell-arrivals.js'
import type { ParsedEvent, ParsedInput } from './parse-batch.js'

/**
 * Keeps what can be kept of a batch, counts it in the census for all time, tells others of what is late, and says what became of each input. Runs in the caller's transaction.
 *
 * `start` is the place of the first input in the whole batch.
 */
export async function keepBatch(context: BillingContext, stores: Stores, inputs: readonly ParsedInput[], start: number): Promise<readonly Receipt[]> {
  const parsed = await refuseCompacted(stores, inputs)
  const breached = parsed.flatMap((input) => (input.refused === undefined && input.breach !== undefined ? [input] : []))
  const incoming = parsed.flatMap((input) => (input.refused === undefined && input.breach === undefined ? [input.incoming] : []))
  const known = await outcomesOfBreached(stores, breached)
  const outcomes = await stores.events.append(incoming)
  const outcomeOf = new Map<IncomingEvent, AppendOutcome>()
  for (const [place, each] of incoming.entries()) outcomeOf.set(each, outcomes[place] ?? 'conflict')
  const kept = incoming.filter((each) => outcomeOf.get(each) === 'accepted')
  const accepted = kept.map(({ event }) => event)
  const attributed = await attribution(context, stores, accepted)
  const isLate = await sealedPeriods(stores, accepted.flatMap(attributed))
  const broken = brokenMeters(context)
  const receipts = parsed.map((input, offset) => {
    if (input.refused !== undefined) return { outcome: 'rejected', refused: input.refused } as const
    const outcome = outcomeOf.get(input.incoming) ?? known.get(input)
    return receiptOf(input, start + offset, outcome, { attributed, isLate, broken })
  })
  await observeEvents(context, stores, kept)
  await stores.census.add(censusOf(receipts))
  await tellArrivals(context, stores, { kept, attributed, isLate })
  return receipts
}

/** What is kept stays kept: a repeat of an event that its source may no longer send is a duplicate, or a conflict, and only a new one is refused. */
async function outcomesOfBreached(stores: Stores, breached: readonly ParsedEvent[]): Promise<ReadonlyMap<ParsedEvent, AppendOutcome>> {
  if (breached.length === 0) return new Map()
  const kept = await stores.events.fingerprints(breached.map(({ incoming: { identity, event } }) => ({ identity, revision: event.revision })))
  const outcomes = new Map<ParsedEvent, AppendOutcome>()
  for (const [place, input] of breached.entries()) {
    const fingerprint = kept[place]
    if (fingerprint !== undefined) outcomes.set(input, fingerprint === input.incoming.fingerprint ? 'duplicate' : 'conflict')
  }
  return outcomes
}

interface Attribution {
  readonly attributed: AttributedTo
  readonly isLate: (of: Attributed) => of is Late
  readonly broken: (event: UsageEvent) => readonly BrokenMeter[]
}

function receiptOf(input: ParsedEvent, index: number, outcome: AppendOutcome | undefined, { attributed, isLate, broken }: Attribution): Receipt {
  const { event } = input.incoming
  if (outcome === 'duplicate') return { outcome }
  if (outcome === 'conflict') return { outcome, refused: conflictOf(event, index) }
  if (outcome === undefined) {
    assertInvariant(input.breach !== undefined, 'an event that was not appended is refused for a reason')
    return { outcome: 'rejected', refused: { index, identity: { source: event.source, id: event.id }, failure: input.breach } }
  }
  const taken = attributed(event)
  if (taken.length === 0) return { outcome: 'unattached' }
  const quarantined = broken(event)
  return { outcome: 'accepted', ...(taken.some(isLate) ? { late: true } : {}), ...(quarantined.length === 0 ? {} : { quarantined }) }
}

function conflictOf({ source, id, revision }: UsageEvent, index: number): RefusedEvent {
  const because = `is ${JSON.stringify(id)} of ${source} at revision ${revision}, which is kept with other content`
  return { index, identity: { source, id }, failure: failure('event.conflict', { field: 'id', because, facts: { source, id, revision } }) }
}

function censusOf(receipts: readonly Receipt[]): EventCensus {
  const counts = { kept: 0, duplicate: 0, conflict: 0 }
  const rejected = new Map<string, number>()
  for (const { outcome, refused } of receipts) {
    if (outcome === 'accepted' || outcome === 'unattached') counts.kept += 1
    else if (outcome !== 'rejected') counts[outcome] += 1
    else if (refused !== undefined) rejected.set(refused.failure.code, (rejected.get(refused.failure.code) ?? 0) + 1)
  }
  return { received: receipts.length, ...counts, rejected: Object.fromEntries(rejected) }
}
