import { fail, type Hash, type Interval } from '@farthing/core'
import type { CompactedUsage } from '@farthing/ledger'
import type { EventQuery, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import type { EventReading } from '../events/event-record.js'
import { eventReader, type ReadEvent } from '../events/read-events.js'
import { candidateOf } from '../subscriptions/load-contracts.js'
import { eventQuery } from '../usage/measure-usage.js'
import { selectPeriods, type UsageScope } from '../usage/select-periods.js'
import { pairByIdentity, type EventPair } from '../windows/pair-by-identity.js'
import { compactedPeriod } from './compacted-usage.js'
import { exclusionReasons, freeReasons, type ExclusionReason, type FreeReason } from './event-fate.js'
import { fateOfReading } from './fate-of-reading.js'
import { standingOfPeriod, type PeriodStanding } from './standing-of-period.js'

/**
 * Where the events of one subscription, meter and period went. Two equations hold:
 *
 * `events` = `billed` + Σ `free` + Σ `excluded`: every event that is kept now is in exactly one place;
 * `invoiced` = `billed` + Σ `free` + `replaced`: every event that the invoice counts is kept now, or was amended or withdrawn since.
 */
export interface Conservation extends Interval {
  readonly account: string
  readonly subscription: string
  readonly meter: string
  /** The invoice of the period; absent while there is none. */
  readonly invoice?: { readonly id: Hash; readonly number: string }
  /** Effective events of the meter's type that the subscription could take, as things stand. */
  readonly events: number
  /** On lines that cost something. */
  readonly billed: number
  readonly free: { readonly [reason in FreeReason]: number }
  readonly excluded: { readonly [reason in ExclusionReason]: number }
  /** Events behind the usage that the invoice was rated from last, by its evidence or that of its last re-rating; none where it was credited as a whole. */
  readonly invoiced: number
  /** Of these, versions that are effective no longer: each is late as amended or withdrawn. */
  readonly replaced: number
}

/**
 * Accounts for every event of a period, by subscription and meter. Two scans side by side, with memory for a page of each. Events whose bodies were compacted are
 * where they were then, and those that came in since are added.
 *
 * @throws as `selectPeriods`; `storage.events_removed` where an event was amended whose body was compacted
 */
export function conservation(context: BillingContext, scope: UsageScope): Promise<readonly Conservation[]> {
  return conservationAt(context, scope)
}

/** The same for the events that a cut shows: all unless given. */
export function conservationAt(context: BillingContext, scope: UsageScope, cut?: string): Promise<readonly Conservation[]> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const rows: Conservation[] = []
    for (const billed of await selectPeriods(context, stores, scope)) rows.push(...(await conservationOf(context, stores, billed, cut)))
    return rows
  })
}

interface Tallied {
  events: number
  billed: number
  readonly free: { [reason in FreeReason]: number }
  readonly excluded: { [reason in ExclusionReason]: number }
  replaced: number
}

async function conservationOf(context: BillingContext, stores: Stores, billed: BilledPeriod, cut: string | undefined): Promise<readonly Conservation[]> {
  const { contract, period } = billed
  const standing = await standingOfPeriod(context, stores, billed)
  const meters = [...(candidateOf(contract).meters ?? [])].sort()
  const compacted = await compactedPeriod(stores, billed)
  const tallies = new Map(meters.map((meter) => [meter, tallyOf(compacted?.rows.get(meter), standing)]))
  await tallyEvents(context, stores, billed, { standing, tallies, cut, since: compacted?.compaction.knownAt.cut })
  const { invoice } = standing.billed ?? {}
  const { id, account } = contract.subscription
  return [...tallies].map(([meter, tally]) => ({
    from: period.from, to: period.to, account, subscription: id, meter,
    ...(invoice === undefined ? {} : { invoice: { id: invoice.id, number: invoice.number } }),
    ...tally,
    invoiced: standing.billed === undefined || standing.billed.isCredited ? 0 : standing.billed.eventsOf(meter),
  }))
}

function emptyTally(): Tallied {
  return {
    events: 0, billed: 0, replaced: 0,
    free: { zero_price: 0, discounted: 0, unpriced: 0 },
    excluded: { filtered: 0, quarantined: 0, unattached: 0, not_metered: 0, elsewhere: 0, unsealed: 0, not_invoiced: 0, late: 0, written_off: 0, credited: 0 },
  }
}

/** Where the events were whose bodies have gone. What was credited as a whole since is on no line any more. */
function tallyOf(row: CompactedUsage | undefined, { billed }: PeriodStanding): Tallied {
  const tally = emptyTally()
  if (row === undefined) return tally
  tally.events = row.events
  for (const reason of freeReasons) tally.free[reason] = row.free[reason] ?? 0
  for (const reason of exclusionReasons) tally.excluded[reason] = row.excluded[reason] ?? 0
  if (billed?.isCredited === true) {
    tally.excluded.credited += row.billed + freeReasons.reduce((sum, reason) => sum + tally.free[reason], 0)
    for (const reason of freeReasons) tally.free[reason] = 0
    return tally
  }
  tally.billed = row.billed
  tally.replaced = row.replaced
  return tally
}

interface PeriodTally {
  readonly standing: PeriodStanding
  readonly tallies: ReadonlyMap<string, Tallied>
  /** What is shown at all; everything unless given. */
  readonly cut: string | undefined
  /** What was counted before its bodies went; nothing unless given. */
  readonly since: string | undefined
}

type OpenTally = Pick<PeriodTally, 'standing' | 'tallies'> & { readonly subscription: string }

const pageSize = 500

async function tallyEvents(context: BillingContext, stores: Stores, billed: BilledPeriod, { standing, tallies, cut, since }: PeriodTally): Promise<void> {
  const periodQuery = eventQuery(context, [billed])
  if (periodQuery === undefined) return
  if (since !== undefined) await refuseAmended(stores, { ...periodQuery, cut: since, replacedIn: cut ?? (await stores.events.takeCut()) })
  const query = since === undefined ? periodQuery : { ...periodQuery, recordedAfter: since }
  const then = standing.cut === undefined ? noEvents() : stores.events.scan({ ...query, cut: standing.cut })
  const page: EventPair[] = []
  const flush = async () => {
    await tallyPage(context, stores, page.splice(0), { subscription: billed.contract.subscription.id, standing, tallies })
  }
  for await (const pair of pairByIdentity(then, stores.events.scan(cut === undefined ? query : { ...query, cut }))) {
    page.push(pair)
    if (page.length >= pageSize) await flush()
  }
  await flush()
}

/** What was counted before cannot be taken out of the counts again. Where the body has gone, the scan itself refuses. */
async function refuseAmended(stores: Stores, query: EventQuery): Promise<void> {
  for await (const [first] of stores.events.scan(query)) {
    if (first === undefined) continue
    const { source, id } = first.event
    fail('storage.events_removed', { field: 'period', because: `has an event ${JSON.stringify(id)} of ${source} that was amended after bodies of the period were compacted`, facts: { source, id } })
  }
}

async function* noEvents(): AsyncGenerator<never> {
  // What has no cut shows nothing.
}

async function tallyPage(context: BillingContext, stores: Stores, pairs: readonly EventPair[], to: OpenTally): Promise<void> {
  const read = eventReader(context, stores)
  const now = await read(pairs.flatMap(({ after }) => (after === undefined ? [] : [after])))
  const then = await read(pairs.flatMap(({ before, after }) => (before === undefined || before.event.revision === after?.event.revision ? [] : [before])))
  const known = new Map(pairs.flatMap(({ before }) => (before === undefined ? [] : [[before.identity, before.event.revision] as const])))
  for (const event of now) tallyEvent(context, event, known.get(event.record.identity) === event.record.event.revision, to)
  if (to.standing.billed === undefined || to.standing.billed.isCredited) return
  for (const { attributed } of then) for (const { reading } of attributed) if (isTaken(reading, to.subscription)) add(to.tallies.get(reading.meter), 'replaced')
}

function isTaken(reading: EventReading, subscription: string): boolean {
  return reading.status === 'metered' && reading.subscription === subscription
}

function tallyEvent({ catalog }: BillingContext, { record, attributed }: ReadEvent, isInCut: boolean, { standing, subscription, tallies }: OpenTally): void {
  const { event, identity } = record
  const { billed, isSealed } = standing
  const about = { at: event.time, isInCut, isSealed, isWrittenOff: standing.isWrittenOff(identity, event.revision), ...(billed === undefined ? {} : { billed }) }
  for (const [meter, tally] of tallies) {
    if (catalog.meters[meter]?.event !== event.type) continue
    tally.events += 1
    const reading = attributed.find((each) => each.reading.meter === meter)?.reading
    if (reading === undefined) tally.excluded.filtered += 1
    else if ('subscription' in reading && reading.subscription !== subscription) tally.excluded.elsewhere += 1
    else {
      const fate = fateOfReading(reading, about)
      if (fate.outcome === 'billed') tally.billed += 1
      else if (fate.outcome === 'free') tally.free[fate.reason] += 1
      else tally.excluded[fate.reason] += 1
    }
  }
}

function add(tally: Tallied | undefined, field: 'replaced'): void {
  if (tally !== undefined) tally[field] += 1
}
