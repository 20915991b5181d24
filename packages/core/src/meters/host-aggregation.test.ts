import { expect, test } from 'vitest'
import {
  add,
  aggregateUsage,
  aggregations,
  largest,
  mergeUsage,
  parseUsageEvent,
  smallest,
  subtract,
  type Aggregation,
  type AggregationTable,
  type Decimal,
  type Meter,
} from '../index.js'
import { assertAggregationLaws } from '../testing/index.js'

// #region spread
type Bounds = { readonly least: Decimal; readonly greatest: Decimal }

/** How far apart the least and the greatest value of a window are. */
const spread: Aggregation<Bounds | null> = {
  name: 'spread',
  reads: 'decimal',
  zero: null,
  add: (state, value) => widest(state, { least: value, greatest: value }),
  merge: widest,
  result: (state) => (state === null ? '0' : subtract(state.greatest, state.least)),
}

function widest(a: Bounds | null, b: Bounds | null): Bounds | null {
  if (a === null || b === null) return a ?? b
  return { least: smallest(a.least, b.least), greatest: largest(a.greatest, b.greatest) }
}
// #endregion spread

const sent = ['3', '11', '7'].map((n) =>
  parseUsageEvent({ id: n, source: 'probe', type: 'temperature', subject: 'acme', time: '2026-10-14T09:00:00Z', data: { n } }))
const subscriptions = [{ id: 'acme', account: 'acme', subjects: ['acme'], from: '2026-10-01T00:00:00.000000Z' }]
const day = { from: '2026-10-14T00:00:00.000000Z', to: '2026-10-15T00:00:00.000000Z' }

test('an aggregation of the host keeps the laws', () => {
  // #region laws
  assertAggregationLaws(spread)
  // #endregion laws
})

test('and is used like a built-in one', () => {
  // #region use
  const table: AggregationTable = { ...aggregations, [spread.name]: spread }
  const meter: Meter = { event: 'temperature', aggregation: 'spread', value: 'n' }
  const { buckets } = aggregateUsage(sent, { meters: { swing: meter }, subscriptions, aggregations: table })
  const [usage] = mergeUsage(buckets, day, { aggregations: table })
  expect(usage?.quantity).toBe('8')
  // #endregion use
})

test('the laws find what is wrong with one that keeps the last value', () => {
  // #region broken
  const last: Aggregation<Decimal> = { name: 'last', reads: 'decimal', zero: '0', add: (_, value) => value, merge: (_, b) => b, result: (state) => state }
  expect(() => assertAggregationLaws(last)).toThrow(/in any order/)
  // #endregion broken
})

test('a level of the host carries from one window to the next', () => {
  // #region level
  /** A balance that changes by each value and earns nothing: what stands at the end of a window. */
  const balance: Aggregation<Decimal> = {
    name: 'balance',
    reads: 'decimal',
    zero: '0',
    add: (state, value) => add(state, value),
    merge: (a, b) => add(a, b),
    result: (state, _window, { opening = null } = {}) => add(state, (opening ?? '0') as Decimal),
    close: (state, _window, opening) => add(state, (opening ?? '0') as Decimal),
  }
  assertAggregationLaws(balance)
  // #endregion level
  const table: AggregationTable = { balance }
  const meters = { balance: { event: 'temperature', aggregation: 'balance', value: 'n', factor: '1/3' } } as const
  const { buckets } = aggregateUsage(sent, { meters, subscriptions, aggregations: table })
  const next = { from: day.to, to: '2026-10-16T00:00:00.000000Z' }
  expect(mergeUsage(buckets, next, { aggregations: table })).toMatchObject([{ quantity: '7', events: 0 }])
})
