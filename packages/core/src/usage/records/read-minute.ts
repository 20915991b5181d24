import { daysFromCivil, daysInMonth } from '../../time/civil-date.js'
import { parseInstant } from '../../time/parse-instant.js'
import { secondsOfText } from '../../time/time-text.js'

/** Remembers the last date: records come in runs of one day. */
export interface MinuteReader {
  /** As the number `YYYYMMDD`. */
  date: number
  /** Minutes from 1970 to its start. */
  startMinute: number
}

export function startMinuteReader(): MinuteReader {
  return { date: -1, startMinute: 0 }
}

const zero = 0x30
const minus = 0x2d
const upperT = 0x54
const colon = 0x3a
const point = 0x2e
const upperZ = 0x5a

/**
 * Minutes since 1970-01-01T00:00Z, rounded towards the past, of any text that `parseInstant` reads.
 *
 * A UTC time in capitals with three, six or no fraction digits is read in one pass without a new text; all others, bad ones included, by `parseInstant`.
 */
export function readMinute(reader: MinuteReader, text: string): number {
  if (!hasUtcShape(text)) return slowMinute(text)
  const century = pair(text, 0)
  const yearOfCentury = pair(text, 2)
  const month = pair(text, 5)
  const day = pair(text, 8)
  const hour = pair(text, 11)
  const minute = pair(text, 14)
  const second = pair(text, 17)
  if ((century | yearOfCentury | month | day | hour | minute | second) < 0 || !hasFraction(text)) return slowMinute(text)
  if (hour > 23 || minute > 59 || second > 59) return slowMinute(text)
  const year = century * 100 + yearOfCentury
  const date = (year * 100 + month) * 100 + day
  if (date !== reader.date) {
    if (year === 0 || day === 0 || day > daysInMonth(year, month)) return slowMinute(text)
    reader.startMinute = daysFromCivil(year, month, day) * 1_440
    reader.date = date
  }
  return reader.startMinute + hour * 60 + minute
}

function slowMinute(text: string): number {
  return Math.floor(secondsOfText(parseInstant(text)) / 60)
}

/** `….-..-..T..:..:..`, then `Z` or a point and digits before it. */
function hasUtcShape(text: string): boolean {
  if (typeof text !== 'string' || (text.length !== 20 && text.length !== 24 && text.length !== 27)) return false
  return (
    text.charCodeAt(4) === minus &&
    text.charCodeAt(7) === minus &&
    text.charCodeAt(10) === upperT &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon &&
    text.charCodeAt(text.length - 1) === upperZ
  )
}

/** The number of two digits; -1 when one is none. */
function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero
  const ones = text.charCodeAt(at + 1) - zero
  return areDigits(tens, ones) ? tens * 10 + ones : -1
}

/** Nothing, or a point and digits, before the last character. */
function hasFraction(text: string): boolean {
  const end = text.length - 1
  if (end === 19) return true
  for (let index = 20; index < end; index += 1) {
    const digit = text.charCodeAt(index) - zero
    if (!areDigits(digit, digit)) return false
  }
  return text.charCodeAt(19) === point
}

/** A negative or too large digit sets the sign bit of one of the four. */
function areDigits(tens: number, ones: number): boolean {
  return (tens | ones | (9 - tens) | (9 - ones)) >= 0
}
