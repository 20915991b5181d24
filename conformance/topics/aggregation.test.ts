import { expect, test } from 'vitest'
import type { Vector } from '../vector.js'
import { aggregation } from './aggregation.js'

const period = { from: '2026-06-01T00:00:00Z', to: '2026-07-01T00:00:00Z' }
const values = [{ at: '2026-05-01T00:00:00Z', value: '100' }, { at: '2026-06-16T00:00:00Z', value: '3' }, { at: '2026-06-10T00:00:00Z', value: '5' }, { at: '2026-07-01T00:00:00Z', value: '9' }]
const moves = [{ at: '2026-05-01T00:00:00Z', id: 'a', op: 'add' }, { at: '2026-06-15T12:00:00Z', id: 'a', op: 'remove' }, { at: '2026-06-30T00:00:00Z', id: 'b', op: 'add' }]

function ask(given: Vector['given']): ReturnType<typeof aggregation> {
  return aggregation({ id: 'case', topic: 'aggregation', given: { period, ...given }, expect: {} })
}

// Cases of our own, one for each kind; the published ones stay outside of the repository.
test.each<[kind: string, given: Vector['given'], answered: Record<string, unknown>]>([
  ['count', { events: values }, { value: '2', count: '2' }],
  ['sum', { events: values }, { value: '8', count: '2' }],
  ['sum', { events: values, include_history: true }, { value: '108', count: '3' }],
  ['max', { events: values }, { value: '5', count: '2' }],
  ['latest', { events: values }, { value: '3', count: '2' }],
  ['sum', { events: [] }, { value: '0', count: '0' }],
  ['weighted_sum', { events: values, initial_value: '4' }, { value: '9', variation: '8', closing_level: '12', count: '2' }],
  ['weighted_sum', { events: values, include_history: true, rounding: { mode: 'down', scale: 0 } }, { value: '105', closing_level: '108' }],
  ['prorated_sum', { events: values, reference_days: 30, include_history: true }, { value: '105', count: '3' }],
  ['unique_count', { events: moves, include_history: true }, { value: '1', count: '2' }],
  ['prorated_unique_count', { events: moves, reference_days: 30, include_history: true }, { value: '8/15' }],
  ['windowed_sum', { events: values, window: 'hour', timezone: 'UTC' }, { rows: [
    { from: '2026-06-10T00:00:00.000000Z', to: '2026-06-10T01:00:00.000000Z', value: '5' },
    { from: '2026-06-16T00:00:00.000000Z', to: '2026-06-16T01:00:00.000000Z', value: '3' },
  ] }],
])('%s %o', (kind, given, answered) => {
  expect(ask({ kind, ...given })).toMatchObject({ answered })
})

test('a level in slices', () => {
  expect(ask({ kind: 'weighted_sum', events: values.slice(1, 3) })).toMatchObject({ answered: { slices: [
    { level: '0', seconds: '777600', weighted: '0' },
    { level: '5', seconds: '518400', weighted: '1' },
    { level: '8', seconds: '1296000', weighted: '4' },
  ] } })
})

test('windows are whole ones, also where the period cuts them', () => {
  const given = { kind: 'windowed_sum', window: 'hour', timezone: 'UTC', period: { from: '2026-06-10T00:30:00Z', to: '2026-06-10T01:10:00Z' } }
  const events = [{ at: '2026-06-10T00:00:00Z', value: '1' }, { at: '2026-06-10T01:59:00Z', value: '2' }]
  expect(ask({ ...given, events })).toMatchObject({ answered: { rows: [{ value: '1' }, { value: '2', to: '2026-06-10T02:00:00.000000Z' }] } })
})

test('an aggregation that nobody knows is said to be unknown', () => {
  expect(ask({ kind: 'median', events: [] })).toEqual({ unsupported: 'the aggregation median is not known' })
})
