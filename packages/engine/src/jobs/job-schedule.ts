import { describeValue, epochMsOf, fail, instantOfEpochMs, periodAt, shiftInstant, type Instant, type PeriodGrid, type Zone } from '@farthing/core'

/** On the minute grid that starts at midnight UTC: 60 is every full hour, and 360 is 00:00, 06:00, 12:00 and 18:00 UTC. */
export interface MinuteSchedule {
  /** Divides the 1,440 minutes of a day. */
  readonly everyMinutes: number
}

/**
 * On the clock of a zone. Each day has one slot, also those of 23 and 25 hours: a time that the clock skips is the first instant after the gap, one that
 * it shows twice is the earlier. A day that the zone skipped altogether has none.
 */
export interface CalendarSchedule {
  readonly every: 'day' | 'week' | 'month'
  /** `HH:mm`. */
  readonly at: string
  /** Of the week: 1 for Monday to 7, 1 unless given. Of the month: 1 to 31, its last day where it is shorter; 1 unless given. */
  readonly day?: number
  readonly zone: Zone
}

/** When a job is due: its slots. As data, so that it can be shown and compared. */
export type JobSchedule = MinuteSchedule | CalendarSchedule

const minutesPerDay = 1_440
const minuteMs = 60_000

/** @throws `job.schedule_invalid`, naming the field; `time.zone_unknown` */
export function checkSchedule(schedule: JobSchedule, field: string): JobSchedule {
  const refuse = (part: string, value: unknown, rule: string): never => fail('job.schedule_invalid', { field: `${field}.${part}`, because: `is ${describeValue(value)}, not ${rule}` })
  if ('everyMinutes' in schedule) {
    const { everyMinutes } = schedule
    if (!Number.isInteger(everyMinutes) || everyMinutes < 1 || minutesPerDay % everyMinutes !== 0) refuse('everyMinutes', everyMinutes, 'a whole number that divides 1,440')
    return schedule
  }
  const { every, at, day } = schedule
  if (!(['day', 'week', 'month'] as readonly unknown[]).includes(every)) refuse('every', every, 'day, week or month')
  if (typeof at !== 'string' || !/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(at)) refuse('at', at, 'a time of day HH:mm')
  if (day !== undefined && (every === 'day' || !Number.isInteger(day) || day < 1 || day > (every === 'week' ? 7 : 31))) refuse('day', day, 'a day of the week from 1 to 7 or of the month from 1 to 31')
  periodAt(gridOf(schedule), '2024-01-01T00:00:00.000000Z')
  return schedule
}

/** The last slot at or before an instant. */
export function lastSlot(schedule: JobSchedule, at: Instant): Instant {
  if ('everyMinutes' in schedule) return minuteSlot(schedule, at, 0)
  return periodAt(gridOf(schedule), at).from
}

/** The first slot after an instant. */
export function nextSlot(schedule: JobSchedule, at: Instant): Instant {
  if ('everyMinutes' in schedule) return minuteSlot(schedule, at, 1)
  return periodAt(gridOf(schedule), at).to
}

function minuteSlot({ everyMinutes }: MinuteSchedule, at: Instant, later: 0 | 1): Instant {
  const stepMs = everyMinutes * minuteMs
  const atMs = epochMsOf(at)
  const intoMs = ((atMs % stepMs) + stepMs) % stepMs
  return shiftInstant(instantOfEpochMs(atMs - intoMs), later * stepMs)
}

/** January 2024 begins on a Monday and has 31 days. */
function gridOf({ every, at, day = 1, zone }: CalendarSchedule): PeriodGrid {
  return { unit: every, count: 1, zone, anchor: `2024-01-${String(day).padStart(2, '0')}T${at}:00` }
}
