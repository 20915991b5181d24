import { add, subtract } from '../money/arithmetic.js'
import type { Decimal, Exact } from '../money/decimal-type.js'
import { divide } from '../money/exact/divide.js'
import { localDateOf } from '../time/local-time.js'
import { daysOfText, microsecondOf, secondsOfText } from '../time/time-text.js'
import type { Instant, Interval, Zone } from '../time/time-type.js'

/** What a level is measured in: multiplied by such a length of time, or as its mean over the whole period. */
export type TimeUnit = 'second' | 'minute' | 'hour' | 'day' | 'period'

export const timeUnits = ['second', 'minute', 'hour', 'day', 'period'] as const satisfies readonly TimeUnit[]

const secondsIn = { second: '1', minute: '60', hour: '3600', day: '86400' } as const

/** Seconds since 1970-01-01T00:00Z, exact to the microsecond. */
export function epochSeconds(at: Instant): Decimal {
  return add(`${secondsOfText(at)}`, `0.${String(microsecondOf(at)).padStart(6, '0')}` as Decimal)
}

export function secondsBetween({ from, to }: Interval): Decimal {
  return subtract(epochSeconds(to), epochSeconds(from))
}

/** Days since 1970-01-01 of the local date of an instant. */
export function localDayOf(at: Instant, zone: Zone): number {
  return daysOfText(localDateOf(at, zone))
}

/** Level-seconds in a unit. A `period` is the reference as a whole, so the parts of a period add up; a `day` has 24 hours. */
export function inUnit(levelSeconds: Exact, unit: TimeUnit, reference: Interval): Exact {
  return divide(levelSeconds, unit === 'period' ? secondsBetween(reference) : secondsIn[unit])
}
