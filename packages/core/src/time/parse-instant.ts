import type { FailureCode } from '../errors/failure-codes.js'
import { fail, isFarthingError } from '../errors/failure.js'
import { daysFromCivil, daysInMonth } from './civil-date.js'
import { digitsAt, instantText, secondsPerDay, shown } from './time-text.js'
import type { Instant } from './time-type.js'

export interface InstantOptions {
  /** Path for the message of a failure. */
  readonly field?: string
  /** Reads a text without a zone as UTC. Off by default: such a text is refused. */
  readonly assumeUtc?: boolean
}

const longestText = 64

const space = 32
const plus = 43
const minus = 45
const point = 46
const colon = 58
const upperT = 84
const upperZ = 90
const lowerT = 116
const lowerZ = 122

/**
 * Reads an RFC 3339 date-time: date, `T`, `t` or a space, time of day, any number of fraction digits, then `Z`, `z` or `±HH:MM`.
 *
 * The result is UTC with six fraction digits. More digits are cut, never rounded, so `…59.9999999` stays in its second and its month.
 * A canonical instant comes back unchanged. Cost: one pass over at most 64 characters.
 *
 * @throws `time.zone_missing` without a zone, unless `assumeUtc`; `time.leap_second` for second 60;
 * `time.impossible` for a date or time of day that does not exist, such as 30 February or 24:00;
 * `time.out_of_range` outside the years 0001 to 9999, also when only the offset leads there; else `time.malformed`.
 */
export function parseInstant(text: string, options: InstantOptions = {}): Instant {
  const field = options.field ?? 'time'
  if (typeof text !== 'string' || text.length > longestText) refuse(text, field)

  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  const hour = digitsAt(text, 11, 2)
  const minute = digitsAt(text, 14, 2)
  const second = digitsAt(text, 17, 2)
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || !hasSeparators(text)) refuse(text, field)
  if (year === 0) refuse(text, field, 'time.out_of_range', 'is in the year 0000')
  if (day === 0 || day > daysInMonth(year, month)) refuse(text, field, 'time.impossible', 'names a date that does not exist')
  if (second === 60) refuse(text, field, 'time.leap_second', 'has second 60')
  if (hour > 23 || minute > 59 || second > 59) refuse(text, field, 'time.impossible', 'names a time of day that does not exist')

  const fractionEnd = endOfFraction(text)
  if (fractionEnd === 20) refuse(text, field)
  const offsetMinutes = offsetMinutesAt(text, fractionEnd, options.assumeUtc === true, field)

  if (isCanonical(text, fractionEnd)) return text
  const fraction = fractionEnd === 19 ? '000000' : text.slice(20, Math.min(fractionEnd, 26)).padEnd(6, '0')
  if (offsetMinutes === 0) return `${canonicalStart(text)}.${fraction}Z`
  const localSeconds = daysFromCivil(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second
  return instantText(localSeconds - offsetMinutes * 60, digitsAt(fraction, 0, 6), field)
}

function hasSeparators(text: string): boolean {
  const between = text.charCodeAt(10)
  return (
    text.charCodeAt(4) === minus &&
    text.charCodeAt(7) === minus &&
    (between === upperT || between === lowerT || between === space) &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon
  )
}

/** Index after the fraction; 19 without one, 20 when a point stands alone. */
function endOfFraction(text: string): number {
  if (text.charCodeAt(19) !== point) return 19
  let end = 20
  while (digitsAt(text, end, 1) >= 0) end += 1
  return end
}

function offsetMinutesAt(text: string, at: number, assumeUtc: boolean, field: string): number {
  if (text.length === at) return assumeUtc ? 0 : refuse(text, field, 'time.zone_missing', 'has no zone')
  const mark = text.charCodeAt(at)
  if (mark === upperZ || mark === lowerZ) return text.length === at + 1 ? 0 : refuse(text, field)
  const hours = digitsAt(text, at + 1, 2)
  const minutes = digitsAt(text, at + 4, 2)
  const shaped = (mark === plus || mark === minus) && text.charCodeAt(at + 3) === colon && text.length === at + 6
  if (!shaped || hours < 0 || minutes < 0 || hours > 23 || minutes > 59) refuse(text, field)
  return mark === minus ? -(hours * 60 + minutes) : hours * 60 + minutes
}

function canonicalStart(text: string): string {
  return text.charCodeAt(10) === upperT ? text.slice(0, 19) : `${text.slice(0, 10)}T${text.slice(11, 19)}`
}

/** Of a text that was read without a complaint. */
function isCanonical(text: string, fractionEnd: number): boolean {
  return fractionEnd === 26 && text.charCodeAt(10) === upperT && text.charCodeAt(26) === upperZ
}

function refuse(text: unknown, field: string, code: FailureCode = codeOfMisfit(text), because?: string): never {
  const is = `is "${shown(text)}"`
  fail(code, { field, because: because === undefined ? is : `${is}, which ${because}`, facts: { text: shown(text) } })
}

/** `+275760-09-13…` and the like are dates beyond the range rather than junk. */
function codeOfMisfit(text: unknown): FailureCode {
  const hasLongYear = typeof text === 'string' && text.length <= longestText && /^[+-]?\d{5,}-\d\d-\d\d/.test(text)
  return hasLongYear ? 'time.out_of_range' : 'time.malformed'
}

/** Whether a text is an instant in the form in which we write them: UTC with six fraction digits. */
export function isInstant(text: string): boolean {
  try {
    return parseInstant(text) === text
  } catch (error) {
    if (isFarthingError(error)) return false
    throw error
  }
}
