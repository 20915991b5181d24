import { fail, isFarthingError } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import type { Json, JsonObject } from '../evidence/json.js'
import { attributeOf } from '../events/attribution.js'
import type { UsageEvent } from '../events/usage-event.js'
import type { AnyAggregation } from './aggregation.js'
import { aggregations } from './aggregations.js'
import { pathReader } from './data-path.js'
import { decimalOfJson } from './decimal-of-json.js'
import { findAggregation } from './find-aggregation.js'
import { compileFilter } from './match-filter.js'
import { meterLimits } from './meter-limits.js'
import type { Dimensions, Meter } from './meter.js'
import { valueReader } from './value-reader.js'

/** What a meter reads of one event. */
export interface Reading {
  /** What the aggregation adds: a canonical decimal for most, text or a record for some, `"1"` for a meter without a value. */
  readonly value: Json
  readonly dimensions: Dimensions
}

/** A compiled meter: reads an event, or gives `undefined` when the event is none of its business. */
export type MeterReader = (event: UsageEvent) => Reading | undefined

/**
 * Reads one event: its value and its group. `undefined` when the event has another type, is a void, or does not pass the filter.
 *
 * A value is an exact decimal as text or number, unless the aggregation reads something else. A dimension is text, a boolean, a number (as its canonical decimal) or absent; `true` and
 * `"true"` are one group, as are `1` and `"1"`. Reads own properties only, so `__proto__` and `constructor` behave like any other key.
 *
 * @throws `meter.value_missing`, `meter.value_invalid`, `meter.value_negative` or `meter.dimension_invalid`, with the path as field: the
 * event breaks this meter and no other. For an aggregation that is not built in, use `meterReader`.
 */
export function readMeter(meter: Meter, event: UsageEvent): Reading | undefined {
  return meterReader(meter)(event)
}

/** Compiles a valid meter once, for many events. The built-in aggregation of its name unless given. */
export function meterReader(meter: Meter, aggregation: AnyAggregation = findAggregation(meter, aggregations)): MeterReader {
  const passes = compileFilter(meter.filter ?? [])
  const readValue = valueReader(meter, aggregation)
  const readDimensions = dimensionsReader(meter)
  return (event) => {
    const { data } = event
    if (event.type !== meter.event || data === null || !passes(data)) return undefined
    return { value: readValue(data), dimensions: readDimensions(event, data) }
  }
}

type DimensionReader = (event: UsageEvent, data: JsonObject) => string | null

function dimensionsReader(meter: Meter): (event: UsageEvent, data: JsonObject) => Dimensions {
  const readers = (meter.by ?? []).map((name) => [name, dimensionReader(meter, name)] as const)
  return (event, data) => Object.fromEntries(readers.map(([name, read]) => [name, read(event, data)]))
}

function dimensionReader({ paths = {}, attributes = {} }: Meter, name: string): DimensionReader {
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined
  if (attribute !== undefined) return (event) => attributeOf(event, attribute) ?? null
  const path = Object.hasOwn(paths, name) ? (paths[name] ?? name) : name
  const read = pathReader(path)
  return (_, data) => groupValue(read(data), `data.${path}`)
}

function groupValue(value: Json | undefined, field: string): string | null {
  if (value === undefined) return null
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'object') return fail('meter.dimension_invalid', { field, because: 'is an object or a list' })
  try {
    const text = typeof value === 'number' ? decimalOfJson(value, field) : value
    return checkText(text, { field, maxLength: meterLimits.dimensionValueLength, empty: 'allowed' })
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return fail('meter.dimension_invalid', { field, because: `cannot be a group (${error.rule})`, facts: { code: error.code, ...error.facts } }, error)
  }
}
