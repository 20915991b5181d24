import { fail } from '../errors/failure.js'
import { civilFromDays, daysFromCivil } from './civil-date.js'
import type { Instant, LocalDate, LocalDateTime } from './time-type.js'

// Seconds since 1970-01-01T00:00:00: of UTC in an instant, of the wall clock in a local time.
// Microseconds of four-digit years do not fit into a double, seconds do; boundaries are whole seconds.

export const secondsPerDay = 86_400

const firstSecond = -62_135_596_800
const lastSecond = 253_402_300_799

const zero = 48

/** The number at `from`, or -1 when one of the `count` characters is no ASCII digit. */
export function digitsAt(text: string, from: number, count: number): number {
  let value = 0
  for (let index = from; index < from + count; index += 1) {
    const digit = text.charCodeAt(index) - zero
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

function dateText(days: number): LocalDate {
  const { year, month, day } = civilFromDays(days)
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}

/** @throws `time.out_of_range` outside the years 0001 to 9999. */
export function localDateTimeText(seconds: number, field: string): LocalDateTime {
  checkRange(seconds, field)
  const days = Math.floor(seconds / secondsPerDay)
  const ofDay = seconds - days * secondsPerDay
  const hour = Math.floor(ofDay / 3600)
  const minute = Math.floor(ofDay / 60) % 60
  return `${dateText(days)}T${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(ofDay % 60)}`
}

/** @throws `time.out_of_range` outside the years 0001 to 9999. */
export function instantText(seconds: number, microsecond: number, field: string): Instant {
  return `${localDateTimeText(seconds, field)}.${String(microsecond).padStart(6, '0')}Z`
}

function checkRange(seconds: number, field: string): void {
  if (seconds < firstSecond || seconds > lastSecond) {
    fail('time.out_of_range', { field, because: 'is before the year 0001 or after the year 9999', facts: { seconds } })
  }
}

/** Seconds of a canonical `YYYY-MM-DDTHH:mm:ss…`, its fraction left out: rounds towards the past. */
export function secondsOfText(text: Instant | LocalDateTime): number {
  return daysOfText(text) * secondsPerDay + digitsAt(text, 11, 2) * 3600 + digitsAt(text, 14, 2) * 60 + digitsAt(text, 17, 2)
}

/** Day number of a canonical text that starts with `YYYY-MM-DD`. */
export function daysOfText(text: Instant | LocalDate | LocalDateTime): number {
  return daysFromCivil(digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2))
}

/** Microsecond 0 to 999,999 of a canonical instant. */
export function microsecondOf(instant: Instant): number {
  return digitsAt(instant, 20, 6)
}

/** An input as a failure's message shows it, whatever its type: at most 64 characters. */
export function shown(input: unknown): string {
  if (typeof input === 'number') return String(input)
  return typeof input === 'string' ? input.slice(0, 64) : typeof input
}
