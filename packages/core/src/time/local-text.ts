import { fail } from '../errors/failure.js'
import { daysInMonth } from './civil-date.js'
import { digitsAt, shown } from './time-text.js'
import type { LocalDate, LocalDateTime } from './time-type.js'

/**
 * Checks a calendar date `YYYY-MM-DD`, years 0001 to 9999.
 *
 * @throws `time.malformed`, `time.impossible` for a date such as 30 February, `time.out_of_range` for the year 0000.
 */
export function parseLocalDate(text: string, field = 'date'): LocalDate {
  if (typeof text !== 'string' || text.length !== 10) refuseLocal(text, field, 'a date YYYY-MM-DD')
  checkDatePart(text, field, 'a date YYYY-MM-DD')
  return text
}

/** Checks a date, or a date with a time of day `YYYY-MM-DDTHH:mm:ss`, without a zone. */
export function checkLocal(text: string, field: string): LocalDate | LocalDateTime {
  const wanted = 'a date YYYY-MM-DD or a local time YYYY-MM-DDTHH:mm:ss'
  if (typeof text !== 'string' || (text.length !== 10 && text.length !== 19)) refuseLocal(text, field, wanted)
  checkDatePart(text, field, wanted)
  if (text.length === 10) return text
  const hour = digitsAt(text, 11, 2)
  const minute = digitsAt(text, 14, 2)
  const second = digitsAt(text, 17, 2)
  const shaped = text.charAt(10) === 'T' && text.charAt(13) === ':' && text.charAt(16) === ':'
  if (!shaped || hour < 0 || minute < 0 || second < 0) refuseLocal(text, field, wanted)
  if (second === 60) fail('time.leap_second', { field, because: `is "${text}"`, facts: { text } })
  if (hour > 23 || minute > 59 || second > 59) fail('time.impossible', { field, because: `is "${text}"`, facts: { text } })
  return text
}

function checkDatePart(text: string, field: string, wanted: string): void {
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  if (year < 0 || month < 0 || day < 0 || text.charAt(4) !== '-' || text.charAt(7) !== '-') refuseLocal(text, field, wanted)
  if (year === 0) fail('time.out_of_range', { field, because: `is "${text}"`, facts: { text } })
  if (day === 0 || day > daysInMonth(year, month)) fail('time.impossible', { field, because: `is "${text}"`, facts: { text } })
}

function refuseLocal(text: unknown, field: string, wanted: string): never {
  fail('time.malformed', { field, because: `is "${shown(text)}", not ${wanted}`, facts: { text: shown(text) } })
}
