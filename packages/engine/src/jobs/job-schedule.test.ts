import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { checkSchedule, lastSlot, nextSlot, type JobSchedule } from './job-schedule.js'

const berlin = 'Europe/Berlin'
const at = (text: string) => `${text}:00.000000Z`

describe('the slots of a schedule', () => {
  const cases: readonly (readonly [what: string, JobSchedule, now: string, last: string, next: string])[] = [
    ['every hour', { everyMinutes: 60 }, '2026-11-21T10:59', '2026-11-21T10:00', '2026-11-21T11:00'],
    ['at the slot itself', { everyMinutes: 60 }, '2026-11-21T11:00', '2026-11-21T11:00', '2026-11-21T12:00'],
    ['every six hours', { everyMinutes: 360 }, '2026-11-21T05:59', '2026-11-21T00:00', '2026-11-21T06:00'],
    ['before 1970', { everyMinutes: 1440 }, '1969-12-31T23:00', '1969-12-31T00:00', '1970-01-01T00:00'],
    ['every midnight in Berlin', { every: 'day', at: '00:00', zone: berlin }, '2026-11-20T22:59', '2026-11-19T23:00', '2026-11-20T23:00'],
    ['the day of 23 hours, inside its gap', { every: 'day', at: '02:30', zone: berlin }, '2026-03-29T02:00', '2026-03-29T01:00', '2026-03-30T00:30'],
    ['the day of 25 hours, at the hour that comes twice', { every: 'day', at: '02:30', zone: berlin }, '2026-10-25T23:00', '2026-10-25T00:30', '2026-10-26T01:30'],
    ['every Monday', { every: 'week', at: '04:00', zone: 'UTC' }, '2026-11-22T23:00', '2026-11-16T04:00', '2026-11-23T04:00'],
    ['every Sunday', { every: 'week', day: 7, at: '04:00', zone: 'UTC' }, '2026-11-22T23:00', '2026-11-22T04:00', '2026-11-29T04:00'],
    ['the first of the month', { every: 'month', at: '04:00', zone: 'UTC' }, '2026-11-01T03:59', '2026-10-01T04:00', '2026-11-01T04:00'],
    ['the 31st, or the last day', { every: 'month', day: 31, at: '04:00', zone: 'UTC' }, '2026-03-01T00:00', '2026-02-28T04:00', '2026-03-31T04:00'],
  ]
  it.each(cases)('%s', (_, schedule, now, last, next) => {
    expect([lastSlot(schedule, at(now)), nextSlot(schedule, at(now))]).toEqual([at(last), at(next)])
  })
})

describe('a schedule that is refused', () => {
  const cases = [
    [{ everyMinutes: 7 }, 'everyMinutes'], [{ everyMinutes: 0 }, 'everyMinutes'], [{ everyMinutes: 0.5 }, 'everyMinutes'], [{ everyMinutes: 2880 }, 'everyMinutes'],
    [{ every: 'year', at: '00:00', zone: 'UTC' }, 'every'], [{ every: 'day', at: '24:00', zone: 'UTC' }, 'at'], [{ every: 'day', at: '1:00', zone: 'UTC' }, 'at'],
    [{ every: 'day', day: 1, at: '00:00', zone: 'UTC' }, 'day'], [{ every: 'week', day: 8, at: '00:00', zone: 'UTC' }, 'day'], [{ every: 'month', day: 32, at: '00:00', zone: 'UTC' }, 'day'],
  ] as const
  it.each(cases)('%j', async (schedule, part) => {
    expect(await failureIn(async () => checkSchedule(schedule as JobSchedule, 'jobs.schedules.seal'))).toMatchObject({ code: 'job.schedule_invalid', field: `jobs.schedules.seal.${part}` })
  })

  it('in a zone that there is not', async () => {
    expect(await failureIn(async () => checkSchedule({ every: 'day', at: '00:00', zone: 'Mars/Base' }, 'schedule'))).toMatchObject({ code: 'time.zone_unknown' })
  })
})
