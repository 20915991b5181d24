import { describe, expect, it } from 'vitest'
import { measureInterval } from './measure-interval.js'
import type { ProrationBasis } from './proration-basis.js'

const midnight = (date: string) => `${date}T00:00:00.000000Z`
const between = (from: string, to: string) => ({ from: midnight(from), to: midnight(to) })
const fixed = (days: number): ProrationBasis => ({ by: 'fixed_month', zone: 'UTC', days })
const berlin: ProrationBasis = { by: 'day', zone: 'Europe/Berlin' }

describe('measureInterval', () => {
  it.each<[string, { from: string; to: string }, ProrationBasis, string]>([
    ['microseconds', { from: '2026-10-01T00:00:00.000999Z', to: '2026-10-01T00:00:00.001001Z' }, { by: 'time' }, '2'],
    ['a day of 25 hours', { from: '2026-10-24T22:00:00.000000Z', to: '2026-10-25T23:00:00.000000Z' }, berlin, '1'],
    ['a date that is later in Berlin', { from: '2026-10-01T22:30:00.000000Z', to: '2026-10-02T21:30:00.000000Z' }, berlin, '0'],
    ['the last day included', between('2026-03-15', '2026-03-31'), { by: 'day', zone: 'UTC', lastDay: 'included' }, '17'],
    ['the last day excluded', between('2026-03-15', '2026-03-31'), { by: 'day', zone: 'UTC', lastDay: 'excluded' }, '16'],
    ['fixed months: within one', between('2026-05-15', '2026-05-23'), fixed(30), '8'],
    ['fixed months: over a month of 31 days', between('2026-05-23', '2026-06-15'), fixed(30), '22'],
    ['fixed months: over a February', between('2026-02-23', '2026-03-15'), fixed(30), '22'],
    ['fixed months: over a new year', between('2025-12-23', '2026-01-15'), fixed(30), '22'],
    ['fixed months: half a year', between('2026-01-31', '2026-07-31'), fixed(30), '180'],
    ['nothing', between('2026-05-15', '2026-05-15'), { by: 'time' }, '0'],
  ])('%s', (_, interval, basis, length) => {
    expect(measureInterval(interval, basis)).toBe(length)
  })

  it.each<[string, { from: string; to: string }, ProrationBasis, string]>([
    ['an end before the start', between('2026-05-15', '2026-05-14'), { by: 'time' }, 'period.ends_before_start'],
    ['months of 32 days', between('2026-05-15', '2026-05-16'), fixed(32), 'proration.invalid'],
    ['months of 29.5 days', between('2026-05-15', '2026-05-16'), fixed(29.5), 'proration.invalid'],
    ['a length below 0', between('2026-01-31', '2026-02-01'), fixed(28), 'proration.invalid'],
    ['a clock set back to yesterday', { from: '2010-11-07T02:30:30.000000Z', to: '2010-11-07T02:31:30.000000Z' }, { by: 'day', zone: 'America/St_Johns' }, 'proration.invalid'],
  ])('refuses %s', (_, interval, basis, code) => {
    expect(() => measureInterval(interval, basis)).toThrow(expect.objectContaining({ code }))
  })
})
