import { compareBytes, failureOf, findAggregation, isFarthingError, meterReader, type Failure, type MeterReader, type Reading, type UsageEvent } from '@farthing/core'
import type { BillingContext } from '../context.js'

/** What a meter reads of an event, or why it cannot. */
export type MeterOutcome = { readonly meter: string } & ({ readonly reading: Reading; readonly failure?: undefined } | { readonly failure: Failure })

/**
 * Reads events on every meter of the catalogue that they are for, by the names of the meters.
 *
 * @throws `meter.invalid` for a meter whose aggregation the host did not give
 */
export function meterOutcomes({ catalog, aggregations }: BillingContext): (event: UsageEvent) => readonly MeterOutcome[] {
  const meters = Object.entries(catalog.meters)
    .map(([name, meter]) => ({ name, type: meter.event, read: meterReader(meter, findAggregation(meter, aggregations)) }))
    .sort((a, b) => compareBytes(a.name, b.name))
  return (event) => meters.filter(({ type }) => type === event.type).flatMap((meter) => outcomeOf(meter, event))
}

/** A meter that an event breaks. */
export interface BrokenMeter {
  readonly meter: string
  readonly failure: Failure
}

/** Meters that events break; a void breaks none. A meter whose aggregation the host did not give tells nothing here: measuring its usage refuses it. */
export function brokenMeters(context: BillingContext): (event: UsageEvent) => readonly BrokenMeter[] {
  const { catalog, aggregations } = context
  const meters = Object.fromEntries(Object.entries(catalog.meters).filter(([, { aggregation }]) => Object.hasOwn(aggregations, aggregation)))
  const outcomesOf = meterOutcomes({ ...context, catalog: { ...catalog, meters } })
  return (event) => (event.data === null ? [] : outcomesOf(event)).flatMap(({ meter, failure }) => (failure === undefined ? [] : [{ meter, failure }]))
}

function outcomeOf({ name: meter, read }: { readonly name: string; readonly read: MeterReader }, event: UsageEvent): readonly MeterOutcome[] {
  try {
    const reading = read(event)
    return reading === undefined ? [] : [{ meter, reading }]
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return [{ meter, failure: failureOf(error) }]
  }
}
