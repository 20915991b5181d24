import { expect, test } from 'vitest'
import type { Vector } from '../vector.js'
import { periods } from './periods.js'

const monthly = { unit: 'month', count: 1, timezone: 'UTC' }

function ask(given: Vector['given'], more: Partial<Vector> = {}): ReturnType<typeof periods> {
  return periods({ id: 'case', topic: 'periods', given, expect: {}, ...more })
}

// Cases of our own, one for each operation; the published ones stay outside of the repository.
test.each<[string, Vector['given'], Record<string, unknown>]>([
  ['period_at', { ...monthly, anchor: '2026-01-31T06:00:00Z', at: '2026-02-28T06:00:00Z' }, { from: '2026-02-28T06:00', to: '2026-03-31T06:00', index: 1 }],
  ['period_at', { ...monthly, anchor: '2026-02-10T00:00:00Z', at: '2026-02-02T00:00:00Z', start: '2026-02-01T00:00:00Z', end: '2026-02-05T00:00:00Z' }, { from: '2026-02-01T00:00', to: '2026-02-05T00:00', index: -1 }],
  ['previous_period', { unit: 'week', count: 1, timezone: 'UTC', calendar: true, at: '2026-08-16T20:00:00Z' }, { from: '2026-08-03T00:00', to: '2026-08-10T00:00' }],
  ['periods', { ...monthly, anchor: '2026-01-01T00:00:00Z', start: '2026-01-01T00:00:00Z', end: '2026-03-01T00:00:00Z' }, { count: 2, ends: ['2026-02-01T00:00', '2026-03-01T00:00'] }],
  ['boundary', { ...monthly, direction: 'next', inclusive: true, anchor: '2026-01-31T00:00:00Z', at: '2026-04-30T00:00:00Z' }, { at: '2026-04-30T00:00' }],
  ['boundary', { ...monthly, direction: 'previous', inclusive: false, anchor: '2026-01-31T00:00:00Z', at: '2026-04-30T00:00:00Z' }, { at: '2026-03-31T00:00' }],
  ['advance', { ...monthly, anchor: '2026-01-31T00:00:00Z', period_start: '2026-02-28T00:00:00Z' }, { next: '2026-03-31T00:00' }],
  ['advance', { ...monthly, anchor: '2026-01-31T00:00:00Z', period_start: '2026-02-28T00:00:00Z', end: '2026-03-10T00:00:00Z' }, { next: '2026-03-10T00:00' }],
  ['advance', { ...monthly, unit: 'quarter', count: 2, calendar: true, calendar_reference: '2026-02-03T00:00:00Z', period_start: '2026-04-01T00:00:00Z' }, { next: '2026-10-01T00:00' }],
  ['floor', { to: 'hour', timezone: 'Asia/Kathmandu', at: '2026-08-13T22:14:00Z' }, { at: '2026-08-13T21:15' }],
  ['add_days', { days: 1, timezone: 'Europe/Berlin', at: '2026-10-24T22:00:00Z' }, { at: '2026-10-25T23:00' }],
  ['calendar_days_between', { timezone: 'Europe/Berlin', from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z' }, { days: 1 }],
  ['local_day_of_month', { timezone: 'Asia/Tokyo', at: '2026-08-13T22:00:00Z' }, { day: 14 }],
  ['first_boundary', { ...monthly, start_date: '2026-02-10', billing_day: 31 }, { date: '2026-02-28' }],
  ['first_boundary', { ...monthly, unit: 'year', start_date: '2026-02-10', billing_day: 5 }, { date: '2027-02-05' }],
  ['first_boundary', { ...monthly, unit: 'week', start_date: '2026-02-10', billing_day: 5 }, { date: '2026-02-10' }],
  ['subscription_period', { ...monthly, start_date: '2026-02-10', billing_day: 20, at_date: '2026-02-10' }, { from: '2026-02-10', to: '2026-02-20' }],
  ['subscription_period', { ...monthly, start_date: '2026-02-10', billing_day: 20, at_date: '2026-02-20' }, { from: '2026-02-20', to: '2026-03-20' }],
  ['elapsed_cycles', { ...monthly, start_date: '2026-02-10', billing_day: 20, at_date: '2026-03-20' }, { cycles: 2 }],
  ['advance_n', { unit: 'month', count: 3, start_date: '2025-11-30', n: 1 }, { date: '2026-02-28' }],
  ['whole_periods', { unit: 'week', count: 1, from_date: '2026-08-03', to_date: '2026-08-30' }, { periods: 3 }],
])('%s %o', (op, given, answered) => {
  expect(shortened(ask({ op, ...given }))).toMatchObject({ answered })
})

test('a step that snaps to the anchor is not ours', () => {
  const given = { op: 'advance', ...monthly, anchor: '2026-01-31T00:00:00Z', period_start: '2026-02-28T00:00:00Z' }
  expect(ask(given, { grid_agrees: false })).toEqual({ unsupported: expect.stringContaining('snaps to the anchor day') as string })
})

test('an operation that nobody knows is said to be unknown', () => {
  expect(ask({ op: 'rewind' })).toEqual({ unsupported: 'the operation rewind is not known' })
})

/** Instants to the minute, so that the table above stays readable. */
function shortened(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer).replaceAll(':00.000000Z', ''))
}
