import { addDays, calendarDaysBetween, checkText, describeValue, fail, instantOfLocal, parseLocalDate, type LocalDate } from '@farthing/core'

/** Which days are no business days, as data: no calendar ships, because holidays are decided by the year and the place. */
export interface BusinessCalendar {
  readonly name: string
  /** Days of the week that are none, 1 for Monday to 7 for Sunday; at most six. */
  readonly weekend: readonly number[]
  /** At most 10,000. */
  readonly holidays: readonly LocalDate[]
}

/** Which day of a calendar is a business day. */
export type BusinessDayTest = (date: LocalDate) => boolean

const mostHolidays = 10_000
const epoch = '1970-01-01T00:00:00.000000Z'

/** @throws `invoice.due_date_invalid` for a week without business days, or more than 10,000 holidays; the `time.*` codes of a holiday */
export function businessDays(calendar: BusinessCalendar, field = 'calendar'): BusinessDayTest {
  checkText(calendar.name, { field: `${field}.name` })
  const weekend = new Set(calendar.weekend)
  if (weekend.size > 6) refuse(`${field}.weekend`, 'leaves no business day')
  const other = calendar.weekend.find((day) => !Number.isInteger(day) || day < 1 || day > 7)
  if (other !== undefined) refuse(`${field}.weekend`, `holds ${describeValue(other)}, which is no day from 1 to 7`)
  if (calendar.holidays.length > mostHolidays) refuse(`${field}.holidays`, `are ${calendar.holidays.length}, more than ${mostHolidays}`)
  const holidays = new Set(calendar.holidays.map((date, index) => parseLocalDate(date, `${field}.holidays[${index}]`)))
  return (date) => !holidays.has(date) && !weekend.has(dayOfWeek(date))
}

/** The first business day from `date` on, forwards or backwards; `date` itself where it is one. */
export function nearestBusinessDay(date: LocalDate, isBusinessDay: BusinessDayTest, step: 1 | -1): LocalDate {
  let day = date
  while (!isBusinessDay(day)) day = addDays(day, step)
  return day
}

/** The epoch was a Thursday. */
function dayOfWeek(date: LocalDate): number {
  const days = calendarDaysBetween(epoch, instantOfLocal(date, 'UTC'), 'UTC')
  return ((((days + 3) % 7) + 7) % 7) + 1
}

function refuse(field: string, because: string): never {
  return fail('invoice.due_date_invalid', { field, because })
}
