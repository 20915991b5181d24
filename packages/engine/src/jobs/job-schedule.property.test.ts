import { instantOfEpochMs, localDateOf, shiftInstant } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lastSlot, nextSlot, type JobSchedule } from './job-schedule.js'

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Kathmandu']
const two = (value: number): string => String(value).padStart(2, '0')
const timeOfDay = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([hour, minute]) => `${two(hour)}:${two(minute)}`)
const anyInstant = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2040, 0) }).map((ms) => instantOfEpochMs(ms))
const anySchedule: fc.Arbitrary<JobSchedule> = fc.oneof(
  fc.record({ everyMinutes: fc.constantFrom(1, 5, 15, 60, 360, 1440) }),
  fc.record({ every: fc.constantFrom('day', 'week', 'month'), at: timeOfDay, zone: fc.constantFrom(...zones) }),
)

describe('slots', () => {
  it('tile the time line: each is the last one from itself up to the next', () => {
    fc.assert(
      fc.property(anySchedule, anyInstant, (schedule, at) => {
        const [last, next] = [lastSlot(schedule, at), nextSlot(schedule, at)]
        expect(last <= at && at < next).toBe(true)
        expect([lastSlot(schedule, last), lastSlot(schedule, shiftInstant(next, -1)), lastSlot(schedule, next), nextSlot(schedule, last)]).toEqual([last, last, next, next])
      }),
      { numRuns: 1000 },
    )
  })

  it('of a daily schedule come once on each day of the zone, whatever its clock does', () => {
    fc.assert(
      fc.property(timeOfDay, fc.constantFrom(...zones), anyInstant, (time, zone, at) => {
        const schedule = { every: 'day', at: time, zone } as const
        const days: string[] = []
        for (let slot = lastSlot(schedule, at), count = 0; count < 20; slot = nextSlot(schedule, slot), count += 1) days.push(localDateOf(slot, zone))
        expect(new Set(days).size).toBe(days.length)
      }),
      { numRuns: 1000 },
    )
  })
})
