import { addDays, fail, parseLocalDate, type LocalDate } from '@farthing/core'

/** How far the books of a tenant are closed. Absent: nothing is. */
export interface BookPeriods {
  /** Last closed day, included. Only ever moves forward. */
  readonly closedThrough?: LocalDate
}

/**
 * Closes the books through a day, included: from then on nothing is booked on that day or before.
 * Closing again through the same or an earlier day changes nothing; a closed day is never opened again.
 *
 * @throws `time.malformed`, `time.impossible`, `time.out_of_range`
 */
export function closeBooks(periods: BookPeriods, through: LocalDate): BookPeriods {
  const day = parseLocalDate(through, 'through')
  return isClosed(periods, day) ? periods : { closedThrough: day }
}

/** Whether the books are closed for a day. */
export function isClosed({ closedThrough }: BookPeriods, day: LocalDate): boolean {
  return closedThrough !== undefined && day <= closedThrough
}

/** The day itself where the books are open for it, else the first open day. */
export function openDayFrom(periods: BookPeriods, day: LocalDate): LocalDate {
  return periods.closedThrough !== undefined && isClosed(periods, day) ? addDays(periods.closedThrough, 1) : day
}

/**
 * Refuses a day of closed books.
 *
 * @throws `ledger.period_closed`
 */
export function checkOpenDay(periods: BookPeriods, day: LocalDate, field = 'accountingDate'): void {
  const { closedThrough } = periods
  if (closedThrough === undefined || !isClosed(periods, day)) return
  fail('ledger.period_closed', { field, because: `is ${day}, and the books are closed through ${closedThrough}`, facts: { day, closedThrough } })
}
