import { add, addAll, compare, compareBytes, largest, multiply, signOf, smallest, subtract, type Exact } from '@farthing/core'
import type { InvoiceLine } from '@farthing/ledger'
import type { StoredEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { EventReading } from '../events/event-record.js'
import { eventReader } from '../events/read-events.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { eventQuery } from '../usage/measure-usage.js'
import type { BilledUsage } from './billed-usage.js'
import type { EventFate, StepOfEvent } from './event-fate.js'

export interface FateOfEvent {
  readonly fate: EventFate
  readonly stored: StoredEvent
  readonly reading: Extract<EventReading, { readonly status: 'metered' }>
  readonly contract: SubscriptionContract
  readonly billed: BilledUsage
}

/** Aggregations whose units add up, event by event. */
const additive: readonly string[] = ['count', 'sum']

/**
 * A fate with the steps of the price that the event's units fall into. Events take their places in the order of time, source and id, as prices that
 * read events one by one do. Reads the events of the line's time before this one, inside the cut of the invoice.
 */
export async function withSteps(context: BillingContext, stores: Stores, { fate, stored, reading, contract, billed }: FateOfEvent): Promise<EventFate> {
  const meter = context.catalog.meters[reading.meter]
  if (fate.outcome === 'excluded' || meter === undefined || !additive.includes(meter.aggregation) || typeof reading.value !== 'string') return fate
  const { factor = '1' } = meter
  const own = multiply(reading.value as Exact, factor)
  if (signOf(own) < 0) return fate
  const found = billed.linesOf({ meter: reading.meter, dimensions: reading.dimensions, at: stored.event.time })
  const lines = [...fate.lines]
  for (const [index, { line }] of found.entries()) {
    const before = multiply(await quantityBefore(context, stores, { line, stored, contract, cut: billed.knownAt.cut, meter: reading.meter }), factor)
    const given = lines[index]
    if (given !== undefined) lines[index] = { ...given, steps: stepsOfUnits(line, before, own) }
  }
  return { ...fate, lines }
}

interface LineQuestion {
  readonly line: InvoiceLine
  readonly stored: StoredEvent
  readonly contract: SubscriptionContract
  readonly cut: string
  readonly meter: string
}

async function quantityBefore(context: BillingContext, stores: Stores, { line, stored, contract, cut, meter }: LineQuestion): Promise<Exact> {
  const query = eventQuery(context, [{ contract, period: { from: line.from, to: line.to } }])
  if (query === undefined) return '0'
  const read = eventReader(context, stores)
  const values: Exact[] = []
  for await (const page of stores.events.scan({ ...query, types: [stored.event.type], cut })) {
    for (const { attributed } of await read(page.filter((each) => isBefore(each, stored)))) {
      for (const { reading } of attributed) if (isOnLine(reading, line, meter)) values.push(reading.value as Exact)
    }
  }
  return addAll(values)
}

/** By time, source and id, in byte order. */
function isBefore({ event: a }: StoredEvent, { event: b }: StoredEvent): boolean {
  return (compareBytes(a.time, b.time) || compareBytes(a.source, b.source) || compareBytes(a.id, b.id)) < 0
}

function isOnLine(reading: EventReading, line: InvoiceLine, meter: string): reading is Extract<EventReading, { readonly status: 'metered' }> {
  if (reading.status !== 'metered' || reading.meter !== meter || reading.subscription !== line.subscription) return false
  return Object.entries(line.dimensions).every(([name, value]) => reading.dimensions[name] === value)
}

/** The steps between two places on a line: its steps follow one another, each as long as the units that it takes. */
export function stepsOfUnits({ details }: Pick<InvoiceLine, 'details'>, before: Exact, own: Exact): readonly StepOfEvent[] {
  const steps: StepOfEvent[] = []
  const end = add(before, own)
  let from: Exact = '0'
  for (const { description, tier, quantity, unit } of details) {
    const to: Exact = add(from, quantity)
    const within = subtract(smallest(end, to), largest(before, from))
    if (compare(within, '0') > 0) steps.push({ description, ...(tier === undefined ? {} : { tier }), quantity: within, unit })
    from = to
  }
  return steps
}
