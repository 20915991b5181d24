import { describe, expect, test } from 'vitest'
import type { Vector } from '../vector.js'
import { proration } from './proration.js'

function ask(given: Vector['given'], expected: Vector['expect'] = {}): ReturnType<typeof proration> {
  return proration({ id: 'case', topic: 'proration', given, expect: expected })
}

const cents = { rounding: { mode: 'half_up', scale: 2 } }
const april = { period: { from: '2026-04-01T00:00:00Z', to: '2026-05-01T00:00:00Z' } }
const cycles = { unit: 'month', billing_day: 13, part_rounding: { mode: 'half_up', scale: 9 } }
const tiers = [{ up_to: '5', unit_amount: '10', flat_amount: '100' }, { up_to: null, unit_amount: '6', flat_amount: '40' }]

// Cases of our own, one for each operation; the published ones stay outside of the repository.
test.each<[string, Vector['given'], Record<string, unknown>]>([
  ['cycles_in_advance', { ...cycles, start_date: '2026-02-01', end_date: null, target_date: '2026-02-13' }, { cycles: '1.387096774' }],
  ['cycles_in_advance', { ...cycles, unit: 'week', start_date: '2026-02-01', end_date: '2026-02-11', target_date: '2026-03-01' }, { cycles: '1.428571429' }],
  ['day_fraction', { ...cents, edge: 'before_first_boundary', from_date: '2026-05-15', to_date: '2026-05-23', unit: 'month', fixed_days_in_month: 30 }, { fraction: '0.27' }],
  ['day_fraction', { ...cents, edge: 'after_last_boundary', from_date: '2026-02-23', to_date: '2026-03-15', unit: 'month', fixed_days_in_month: null }, { fraction: '0.71' }],
  ['fixed_month_days', { from_date: '2026-05-23', to_date: '2026-06-15', fixed_days_in_month: 30 }, { days: '22' }],
  ['share', { ...cents, ...april, amount: '20', basis: 'second', from: '2026-04-11T00:00:00Z', to: '2026-05-01T00:00:00Z' }, { amount: '13.33' }],
  ['share', { ...cents, amount: '20', from: '2026-04-11T00:00:00Z', to: '2026-05-01T00:00:00Z', period: { from: '2026-04-11T00:00:00Z', to: '2026-04-11T00:00:00Z' }, zero_length: 'full_amount' }, { amount: '20' }],
  ['unused_credit', { ...cents, ...april, amount: '20', basis: 'day', from: '2026-04-11T00:00:00Z', already_billed: ['20', '-8'] }, { credit: '12' }],
  ['credit_cap', { potential: '300', original: '200', already_credited: '50' }, { credit: '150' }],
  ['change', { ...cents, ...april, basis: 'day', at: '2026-04-21T00:00:00Z', lines: [{ kind: 'credit', amount: '10' }, { kind: 'charge', amount: '365', nominal_days: 365 }] }, { lines: ['-3.33', '10'], net: '6.67' }],
  ['change', { ...cents, ...april, basis: 'day_inclusive_end', at: '2026-04-16T00:00:00Z', lines: [{ kind: 'credit', amount: '31' }] }, { lines: ['-16'], net: '-16' }],
  ['ratio', { from_date: '2026-04-15', to_date: '2027-04-01', period_from: '2026-04-01', period_to: '2027-04-01' }, { ratio: '351/365' }],
  ['days_share', { amount_cents: '100', from_date: '2026-06-24', to_date_inclusive: '2026-06-28', period_days: 7, trial_days_inside: 1 }, { amount_cents: '57' }],
  ['days_share', { amount_cents: '100', from_date: '2026-06-24', to_date_inclusive: '2026-06-28', period_days: 7, trial_days_inside: 7 }, { amount_cents: '0' }],
  ['prorated_graduated', { ...cents, tiers, opening_quantity: '4', changes: [{ date: '2026-04-16', delta: '3' }], period_from: '2026-04-01', period_to_inclusive: '2026-04-30' }, { amount: '191' }],
])('%s %o', (op, given, answered) => {
  expect(ask({ op, ...given })).toMatchObject({ answered })
})

describe('a precise figure', () => {
  const days = { op: 'days_share', amount_cents: '100', from_date: '2026-01-01', to_date_inclusive: '2026-01-28', period_days: 31 }

  test('is that of the exact share', () => {
    expect(ask(days, { precise_amount_cents: '90.3226', precise_scale: 4 })).toMatchObject({ answered: { precise_amount_cents: '90.3226' } })
  })
  test('is not ours where its last digit is that of a float', () => {
    expect(ask(days, { precise_amount_cents: '90.32258064516128', precise_scale: 14 })).toEqual({ unsupported: expect.stringContaining('binary float') as string })
  })
  test('is wrong where more than the last digit differs', () => {
    expect(ask(days, { precise_amount_cents: '90.3', precise_scale: 4 })).toMatchObject({ answered: { precise_amount_cents: '90.3226' } })
  })
})

test('what nobody knows is said to be unknown', () => {
  expect(ask({ op: 'rewind' })).toEqual({ unsupported: 'the operation rewind is not known' })
  expect(ask({ op: 'share', basis: 'moon' })).toEqual({ unsupported: 'the basis moon is not known' })
})
