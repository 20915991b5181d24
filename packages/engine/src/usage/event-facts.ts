import { isFarthingError, meterReader, multiply, type Decimal, type Exact, type JsonObject, type KnownAt, type Meter, type UsageEvent } from '@farthing/core'
import { contractSegments, eventFactsNeeded, type EventFactsNeeded, type RatingFacts } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { eventReader } from '../events/read-events.js'
import { eventQuery } from './measure-usage.js'

/** The packs that are made of events one by one. */
export type EventFacts = Pick<RatingFacts, 'ratedEvents' | 'timeEntries'>

/** What events are wanted of, and at which cut. */
export interface EventsWanted {
  readonly knownAt: KnownAt
  readonly billed: readonly BilledPeriod[]
}

/**
 * The events that prices and stages of the billed contracts read one by one, by subscription: those of the period and inside the cut, by the
 * meters and the rule of attribution that usage is computed with. One more pass over the events of the meters concerned; none where all
 * prices go by usage, as most do. Memory grows with these events.
 *
 * `userType` and `category` of a time entry are the dimensions of these names. An amount stands where its price says.
 */
export async function eventFacts(context: BillingContext, stores: Stores, { knownAt, billed }: EventsWanted): Promise<(subscription: string) => EventFacts> {
  const wanted = new Map(billed.flatMap((each) => wantedOf(context, each)))
  const query = eventQuery(context, billed.filter(({ contract }) => wanted.has(contract.subscription.id)))
  if (query === undefined) return () => ({})
  const read = eventReader(context, stores)
  for await (const page of stores.events.scan({ ...query, types: typesOf(context, wanted), cut: knownAt.cut })) {
    for (const { record, attributed } of await read(page)) {
      for (const { reading } of attributed) {
        if (reading.status !== 'metered' || typeof reading.value !== 'string') continue
        wanted.get(reading.subscription)?.take(record.event, { meter: reading.meter, value: reading.value as Exact, dimensions: reading.dimensions })
      }
    }
  }
  return (subscription) => wanted.get(subscription)?.facts ?? {}
}

interface TakenReading {
  readonly meter: string
  readonly value: Exact
  readonly dimensions: JsonObject
}

/** Collects the records of one subscription. */
interface Collected {
  readonly meters: readonly string[]
  readonly facts: { readonly [pack in keyof EventFacts]: JsonObject[] }
  readonly take: (event: UsageEvent, reading: TakenReading) => void
}

function wantedOf(context: BillingContext, { contract, period }: BilledPeriod): readonly (readonly [string, Collected])[] {
  const { stages, digest } = context
  const programs = contractSegments(contract, period, { stages, digest }).flatMap((segment) => segment.contract.program ?? [])
  const needed = eventFactsNeeded(contract, { stages, programs })
  if (needed.length === 0) return []
  const readers = new Map(needed.map((need) => [need.meter, recordMaker(context.catalog.meters[need.meter], need)]))
  const packs = [...new Set(needed.flatMap((need) => need.packs))]
  const facts = Object.fromEntries(packs.map((pack) => [pack, [] as JsonObject[]])) as Collected['facts']
  const take = (event: UsageEvent, reading: TakenReading) => {
    const records = readers.get(reading.meter)
    if (records === undefined || event.time < period.from || event.time >= period.to) return
    for (const [pack, record] of Object.entries(records(event, reading))) facts[pack as keyof EventFacts]?.push(record)
  }
  return [[contract.subscription.id, { meters: needed.map(({ meter }) => meter), facts, take }]]
}

function typesOf({ catalog }: BillingContext, wanted: ReadonlyMap<string, Collected>): readonly string[] {
  const meters = [...wanted.values()].flatMap((each) => each.meters)
  return [...new Set(meters.flatMap((name) => catalog.meters[name]?.event ?? []))]
}

type Records = { readonly [pack in keyof EventFacts]: JsonObject }

/** Makes the records of one event of a meter, one for each pack. */
function recordMaker(meter: Meter | undefined, { packs, amountPath }: EventFactsNeeded): (event: UsageEvent, reading: TakenReading) => Records {
  const { factor = '1' } = meter ?? {}
  const readAmount = meter === undefined || amountPath === undefined ? () => undefined : amountReader(meter, amountPath)
  return (event, { meter: name, value, dimensions }) => {
    const counted = multiply(value, factor)
    const own = { source: event.source, id: event.id, occurredAt: event.time, meter: name, dimensions }
    return {
      ...(packs.includes('ratedEvents') ? { ratedEvents: withText({ ...own, quantity: counted }, { amount: readAmount(event) }) } : {}),
      ...(packs.includes('timeEntries') ? { timeEntries: withText({ ...own, minutes: counted }, { userType: dimensions['userType'], category: dimensions['category'] }) } : {}),
    }
  }
}

function withText(record: JsonObject, fields: { readonly [name: string]: unknown }): JsonObject {
  return { ...record, ...Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))) }
}

/** Reads an amount as a meter reads a value: an exact decimal as text or number. Nothing where there is none, which rating refuses by the event. */
function amountReader({ event: type, filter }: Meter, value: string): (event: UsageEvent) => Decimal | undefined {
  const read = meterReader({ event: type, aggregation: 'sum', value, negative: 'allowed', ...(filter === undefined ? {} : { filter }) })
  return (event) => {
    try {
      return read(event)?.value as Decimal | undefined
    } catch (error) {
      if (isFarthingError(error) && error.code === 'meter.value_missing') return undefined
      throw error
    }
  }
}
