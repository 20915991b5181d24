import { addDays, checkPaymentTerms, fail, instantOfLocal, localDateOf, type Instant, type LocalDate, type PaymentTerms, type Zone } from '@farthing/core'
import { businessDays, nearestBusinessDay, type BusinessCalendar, type BusinessDayTest } from './business-calendar.js'

export interface DueDateInput {
  readonly terms: PaymentTerms
  readonly issuedAt: Instant
  /** Whose date the date of issue is: the zone of the account. */
  readonly zone: Zone
  /** Needed for terms that count or roll to business days. */
  readonly calendar?: BusinessCalendar
}

/**
 * The local date on which a document is due.
 *
 * Months clamp to their last day: the 31st of February is the 28th. A due date that is no business day moves where the terms say so, and only then.
 *
 * Issued on 2 November 2026, a Monday: net 30 is 2 December; the end of the month is 30 November; the 15th is 15 November, a Sunday, and with `following`
 * Monday, 16 November.
 *
 * @throws `invoice.due_date_invalid` where business days are asked for without a calendar; `account.invalid` for terms that are none; the `time.*` codes
 */
export function dueDateOf({ terms, issuedAt, zone, calendar }: DueDateInput): LocalDate {
  const { roll } = checkPaymentTerms(terms)
  const issued = localDateOf(issuedAt, zone)
  const isBusinessDay = testOf(terms, calendar)
  const date = unrolledDate(terms, issued, isBusinessDay)
  if (roll === undefined) return date
  if (roll === 'preceding') return nearestBusinessDay(date, isBusinessDay, -1)
  const next = nearestBusinessDay(date, isBusinessDay, 1)
  return roll === 'following' || monthOf(next) === monthOf(date) ? next : nearestBusinessDay(date, isBusinessDay, -1)
}

/** The first instant at which a document is overdue: midnight after its due date. */
export function overdueFrom(dueDate: LocalDate, zone: Zone): Instant {
  return instantOfLocal(addDays(dueDate, 1), zone)
}

function testOf(terms: PaymentTerms, calendar: BusinessCalendar | undefined): BusinessDayTest {
  const needed = terms.roll !== undefined || (terms.due === 'net' && terms.count === 'business')
  if (!needed) return () => true
  if (calendar === undefined) return fail('invoice.due_date_invalid', { field: 'calendar', because: 'is missing where terms count business days' })
  return businessDays(calendar)
}

function unrolledDate(terms: PaymentTerms, issued: LocalDate, isBusinessDay: BusinessDayTest): LocalDate {
  switch (terms.due) {
    case 'on_receipt':
      return issued
    case 'net':
      return terms.count === 'business' ? afterBusinessDays(issued, terms.days, isBusinessDay) : addDays(issued, terms.days)
    case 'end_of_month':
      return dayInMonth(issued, terms.months, 31)
    case 'day_of_month': {
      const first = dayInMonth(issued, 0, terms.day)
      return dayInMonth(issued, first < issued ? terms.months + 1 : terms.months, terms.day)
    }
  }
}

function afterBusinessDays(from: LocalDate, days: number, isBusinessDay: BusinessDayTest): LocalDate {
  let date = from
  for (let count = 0; count < days; count += 1) date = nearestBusinessDay(addDays(date, 1), isBusinessDay, 1)
  return date
}

/** A day of the month so many months after that of `date`, clamped to its last day. */
function dayInMonth(date: LocalDate, months: number, day: number): LocalDate {
  const last = addDays(monthStart(date, months + 1), -1)
  const wanted = `${last.slice(0, 8)}${String(day).padStart(2, '0')}`
  return wanted < last ? wanted : last
}

function monthStart(date: LocalDate, months: number): LocalDate {
  let [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)) + months]
  for (; month > 12; month -= 12) year += 1
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`
}

function monthOf(date: LocalDate): string {
  return date.slice(0, 7)
}
