import {
  add,
  calendarDaysBetween,
  epochMsOf,
  fail,
  localDateOf,
  multiply,
  parseInstant,
  signOf,
  subtract,
  type Exact,
  type Instant,
  type Interval,
  type Zone,
} from '@farthing/core'
import type { ProrationBasis } from './proration-basis.js'

/**
 * The length of an interval in the unit of its basis: microseconds, local days, or days of months that all have one length.
 *
 * Lengths of neighbours add up to that of both, except where the last day is included. An interval from an instant to itself is 0 long,
 * or one day where the last day is included.
 *
 * @throws `period.ends_before_start`, `proration.invalid` for months of other than 28 to 31 days, and for a length below 0: from the 31st to the 1st where a
 * month has 29 days, or back over midnight when a clock was set back to yesterday; what `parseInstant` and `checkZone` throw.
 */
export function measureInterval(interval: Interval, basis: ProrationBasis): Exact {
  const from = parseInstant(interval.from, { field: 'interval.from' })
  const to = parseInstant(interval.to, { field: 'interval.to' })
  if (to < from) fail('period.ends_before_start', { field: 'interval', because: `runs from ${from} to ${to}`, facts: { from, to } })
  if (basis.by === 'time') return subtract(epochMicroseconds(to), epochMicroseconds(from))
  const days = basis.by === 'day' ? localDays({ from, to }, basis) : fixedMonthDays({ from, to }, basis)
  if (signOf(days) >= 0) return days
  return fail('proration.invalid', { field: 'interval', because: `runs from ${from} to ${to}, which is ${days} days`, facts: { from, to, days } })
}

function localDays({ from, to }: Interval, { zone, lastDay }: Extract<ProrationBasis, { readonly by: 'day' }>): Exact {
  return `${calendarDaysBetween(from, to, zone) + (lastDay === 'included' ? 1 : 0)}`
}

/** The last three of an instant's six fraction digits, which whole milliseconds leave out. */
const belowMs = { from: -4, to: -1 } as const

function epochMicroseconds(instant: Instant): Exact {
  const microseconds = Number(instant.slice(belowMs.from, belowMs.to))
  return add(multiply(`${epochMsOf(instant)}`, '1000'), `${microseconds}`)
}

function fixedMonthDays({ from, to }: Interval, { zone, days }: { readonly zone: Zone; readonly days: number }): Exact {
  checkMonthDays(days)
  return subtract(fixedDayNumber(localDateOf(to, zone), days), fixedDayNumber(localDateOf(from, zone), days))
}

/** @throws `proration.invalid` */
export function checkMonthDays(days: number): void {
  if (Number.isInteger(days) && days >= 28 && days <= 31) return
  fail('proration.invalid', { field: 'basis.days', because: `is ${String(days)} and not a number of days from 28 to 31` })
}

function fixedDayNumber(date: string, days: number): Exact {
  const [year = '', month = '', day = ''] = date.split('-')
  return `${(Number(year) * 12 + Number(month)) * days + Number(day)}`
}
