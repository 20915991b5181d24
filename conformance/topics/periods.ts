import {
  addLocalDays,
  calendarDaysBetween,
  calendarGrid,
  clipInterval,
  elapsedPeriods,
  floorInstant,
  instantOfLocal,
  localDateOf,
  localDateTimeOf,
  localDayOfMonth,
  nextBoundary,
  periodAt,
  periodNumber,
  periodsIn,
  previousBoundary,
  previousPeriod,
} from '@farthing/core'
import type { Cadence, ClockUnit, Instant, Interval, LocalDate, PeriodGrid, PeriodUnit, Zone } from '@farthing/core'
import type { Answer, Topic, Vector } from '../vector.js'

/** The fields of all operations; a case has those of its own. Operations on dates run in UTC. */
interface Given extends Cadence {
  readonly op: string
  readonly timezone: Zone
  readonly calendar?: boolean
  readonly calendar_reference: Instant
  readonly anchor: Instant
  readonly at: Instant
  readonly period_start: Instant
  readonly start: Instant
  readonly end: Instant
  readonly direction: 'next' | 'previous'
  readonly inclusive: boolean
  readonly start_date: LocalDate
  readonly at_date: LocalDate
  readonly from_date: LocalDate
  readonly to_date: LocalDate
  readonly billing_day: number
  readonly n: number
  readonly to: string
  readonly from: Instant
  readonly days: number
}

const chained =
  'the case steps from the current start and snaps to the anchor day; our boundaries come from the anchor alone, so they cannot drift'

export const periods: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = operations[given.op]
  return translate === undefined ? { unsupported: `the operation ${given.op} is not known` } : translate(given, vector)
}

const operations: { readonly [op: string]: ((given: Given, vector: Vector) => Answer) | undefined } = {
  period_at: (given) => ({ answered: { ...clipInterval(periodAt(gridOf(given), given.at), { from: given.start, to: given.end }) } }),
  previous_period: (given) => ({ answered: { ...previousPeriod(gridOf(given), given.at) } }),
  periods: (given) => {
    const listed = periodsIn(gridOf(given), { from: given.start, to: given.end })
    return { answered: { count: listed.length, ends: listed.map((period) => period.to) } }
  },
  boundary: (given) => {
    const boundary = given.direction === 'next' ? nextBoundary : previousBoundary
    return { answered: { at: boundary(gridOf(given), given.at, { inclusive: given.inclusive }) } }
  },
  advance: (given, vector) => {
    if (vector.grid_agrees === false) return { unsupported: chained }
    return { answered: { next: clipInterval(periodAt(gridOf(given), given.period_start), { to: given.end })?.to } }
  },

  first_boundary: (given) => ({ answered: { date: dateOf(nextBoundary(billingGridOf(given), midnightOf(given.start_date), { inclusive: true })) } }),
  subscription_period: (given) => {
    const period = clipInterval(periodAt(billingGridOf(given), midnightOf(given.at_date)), { from: midnightOf(given.start_date) })
    return period === undefined ? { unsupported: 'the date is before the start' } : { answered: datesOf(period) }
  },
  elapsed_cycles: (given) => ({
    answered: { cycles: elapsedPeriods(billingGridOf(given), { from: midnightOf(given.start_date), to: midnightOf(given.at_date) }) },
  }),

  advance_n: (given) => ({ answered: { date: dateOf(periodNumber(dateGrid(given, given.start_date), given.n).from) } }),
  whole_periods: (given) => ({
    answered: {
      periods: elapsedPeriods(dateGrid(given, given.from_date), { from: midnightOf(given.from_date), to: midnightOf(given.to_date) }),
    },
  }),

  floor: (given) => ({ answered: { at: floorInstant(given.at, given.to as ClockUnit | PeriodUnit, given.timezone) } }),
  add_days: (given) => ({ answered: { at: addLocalDays(given.at, { days: given.days, zone: given.timezone }) } }),
  calendar_days_between: (given) => ({ answered: { days: calendarDaysBetween(given.from, given.to, given.timezone) } }),
  local_day_of_month: (given) => ({ answered: { day: localDayOfMonth(given.at, given.timezone) } }),
}

function gridOf(given: Given): PeriodGrid {
  const { unit, count, timezone: zone } = given
  if (given.calendar !== true) return { unit, count, zone, anchor: localDateTimeOf(given.anchor, zone) }
  if (count === 1) return calendarGrid(unit, zone)
  const firstStart = nextBoundary(calendarGrid(unit, zone), given.calendar_reference)
  return { unit, count, zone, anchor: localDateOf(firstStart, zone) }
}

/** The grid of a subscription with a billing day; days and weeks have none. */
function billingGridOf(given: Given): PeriodGrid {
  const grid = dateGrid(given, given.start_date)
  return given.unit === 'day' || given.unit === 'week' ? grid : { ...grid, anchorDay: given.billing_day }
}

function dateGrid({ unit, count }: Given, anchor: LocalDate): PeriodGrid {
  return { unit, count, zone: 'UTC', anchor }
}

function midnightOf(date: LocalDate): Instant {
  return instantOfLocal(date, 'UTC')
}

function dateOf(instant: Instant): LocalDate {
  return localDateOf(instant, 'UTC')
}

function datesOf(interval: Interval): { readonly from: LocalDate; readonly to: LocalDate } {
  return { from: dateOf(interval.from), to: dateOf(interval.to) }
}
