import { fail, isFarthingError } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import type { Json, JsonObject } from '../evidence/json.js'
import type { UsageEvent } from '../events/usage-event.js'
import type { Decimal } from '../money/decimal-type.js'
import { pathReader } from './data-path.js'
import { decimalOfJson } from './decimal-of-json.js'
import { compileFilter } from './match-filter.js'
import { meterLimits } from './meter-limits.js'
import type { Dimensions, Meter } from './meter.js'

/** What a meter reads of one event. */
export interface Reading {
  /** `"1"` for a meter without a value. */
  readonly value: Decimal
  readonly dimensions: Dimensions
}

/** A compiled meter: reads an event, or gives `undefined` when the event is none of its business. */
export type MeterReader = (event: UsageEvent) => Reading | undefined

/**
 * Reads one event: its value and its group. `undefined` when the event has another type, is a void, or does not pass the filter.
 *
 * A value is an exact decimal as text or number. A dimension is text, a boolean, a number (as its canonical decimal) or absent; `true` and
 * `"true"` are one group, as are `1` and `"1"`. Reads own properties only, so `__proto__` and `constructor` behave like any other key.
 *
 * @throws `meter.value_missing`, `meter.value_invalid`, `meter.value_negative` or `meter.dimension_invalid`, with the path as field: the
 * event breaks this meter and no other.
 */
export function readMeter(meter: Meter, event: UsageEvent): Reading | undefined {
  return meterReader(meter)(event)
}

/** Compiles a valid meter once, for many events. */
export function meterReader(meter: Meter): MeterReader {
  const passes = compileFilter(meter.filter ?? [])
  const readValue = meter.value === undefined ? () => '1' as const : valueReader(meter.value, meter.negative === 'allowed')
  const readDimensions = dimensionsReader(meter)
  return (event) => {
    const { data } = event
    if (event.type !== meter.event || data === null || !passes(data)) return undefined
    return { value: readValue(data), dimensions: readDimensions(data) }
  }
}

function valueReader(path: string, negativeAllowed: boolean): (data: JsonObject) => Decimal {
  const read = pathReader(path)
  const field = `data.${path}`
  return (data) => {
    const stated = read(data)
    if (stated === undefined) fail('meter.value_missing', { field, because: 'is absent or null' })
    const value = readDecimal(stated, field)
    if (value.startsWith('-') && !negativeAllowed) fail('meter.value_negative', { field, because: `is ${value}`, facts: { value } })
    return value
  }
}

function readDecimal(stated: Json, field: string): Decimal {
  try {
    return decimalOfJson(stated, field)
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return fail('meter.value_invalid', { field, because: `is no exact decimal (${error.rule})`, facts: { code: error.code, ...error.facts } }, error)
  }
}

function dimensionsReader(meter: Meter): (data: JsonObject) => Dimensions {
  const readers = (meter.by ?? []).map((name) => {
    const path = meter.paths !== undefined && Object.hasOwn(meter.paths, name) ? (meter.paths[name] ?? name) : name
    return [name, pathReader(path), `data.${path}`] as const
  })
  return (data) => Object.fromEntries(readers.map(([name, read, field]) => [name, groupValue(read(data), field)]))
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
