import { describe, expect, test } from 'vitest'
import { failureOf } from '../../errors/failure.js'
import { parseUsageEvent } from '../../events/parse-usage-event.js'
import type { Json } from '../../evidence/json.js'
import { aggregateUsage } from '../../usage/aggregate-usage.js'
import { mergeUsage } from '../../usage/merge-usage.js'
import type { Usage } from '../../usage/usage-type.js'
import type { Aggregation } from '../aggregation.js'
import { aggregations } from '../aggregations.js'
import { findAggregation } from '../find-aggregation.js'
import type { Meter } from '../meter.js'
import { avg } from './avg.js'
import { bucketedMax } from './bucketed-max.js'
import { bucketedSum } from './bucketed-sum.js'
import { duration } from './duration.js'
import { first } from './first.js'
import { latest } from './latest.js'
import { max } from './max.js'
import { min } from './min.js'
import { percentile } from './percentile.js'
import { checkMemberCount } from './sorted-members.js'
import { sum, sumAggregation } from './sum.js'
import { timeWeighted } from './time-weighted.js'
import { unique } from './unique.js'

type Sent = readonly [time: string, data: { readonly [key: string]: Json }]

const june = { from: '2026-06-01T00:00:00.000000Z', to: '2026-07-01T00:00:00.000000Z' }
const day = (number: number, time = '00:00') => `2026-06-${String(number).padStart(2, '0')}T${time}:00Z`

/** Usage of a meter over June of 30 days; ids in the order given. */
function usageOf(meter: Meter, sent: readonly Sent[], window = june): Usage | undefined {
  const events = sent.map(([time, data], index) => parseUsageEvent({ id: `${index}`, source: 's', type: 'x', subject: 'acme', time, data }))
  const subscription = { id: 's', account: 'acme', subjects: ['acme'], from: '2026-01-01T00:00:00.000000Z', cuts: [window.from, window.to] }
  const { buckets } = aggregateUsage(events, { meters: { m: meter }, subscriptions: [subscription] })
  return mergeUsage(buckets, window)[0]
}

const samples: readonly Sent[] = [[day(2), { n: '4' }], [day(1, '10:20'), { n: '1.5' }], [day(1, '10:50'), { n: '2' }], [day(1, '11:00'), { n: '10' }]]
const value = { event: 'x', value: 'n' } as const

describe('the quantity of', () => {
  test.each<[what: string, meter: Meter, quantity: string]>([
    ['min', min(value), '1.5'],
    ['max: 10 is more than 2 and 4', max(value), '10'],
    ['avg', avg(value), '4.375'],
    ['avg, a fraction', avg({ ...value, filter: [{ path: 'n', to: '10' }] }), '2.5'],
    ['avg, rounded', avg({ ...value, rounding: { mode: 'half-up', exponent: 1 } }), '4.4'],
    ['first in event time', first(value), '1.5'],
    ['latest in event time', latest(value), '4'],
    ['the median: the second of four', percentile({ ...value, percent: '50' }), '2'],
    ['the 51st percentile: the third of four', percentile({ ...value, percent: '51' }), '4'],
    ['the 100th percentile', percentile({ ...value, percent: '100' }), '10'],
    ['the greatest of each hour: 2 + 10 + 4', bucketedMax({ ...value, every: 'hour' }), '16'],
    ['the greatest of each day: 10 + 4', bucketedMax({ ...value, every: 'day' }), '14'],
    ['the greatest of each day in Auckland, where the second starts at noon', bucketedMax({ ...value, every: 'day', zone: 'Pacific/Auckland' }), '14'],
    ['the sum of each hour', bucketedSum({ ...value, every: 'hour' }), '17.5'],
    ['distinct numbers as text', unique(value), '4'],
    ['a sum in thousands', sum({ ...value, factor: '1/1000' }), '0.0175'],
    ['a sum in thirds', sum({ ...value, factor: '1/3' }), '35/6'],
    ['a sum in dozens, rounded up', sum({ ...value, factor: '1/12', rounding: { mode: 'up', exponent: 0 } }), '2'],
  ])('%s', (_, meter, quantity) => {
    expect(usageOf(meter, samples)?.quantity).toBe(quantity)
  })

  test('first and latest at one instant: by source, then id', () => {
    const tied: readonly Sent[] = [[day(1), { n: '1' }], [day(1), { n: '2' }]]
    expect([first(value), latest(value)].map((meter) => usageOf(meter, tied)?.quantity)).toEqual(['1', '2'])
  })

  test('buckets are parts', () => {
    expect(usageOf(bucketedMax({ ...value, every: 'hour', factor: '2' }), samples)).toMatchObject({ quantity: '32', parts: [
      { key: '2026-06-01T10:00:00.000000Z', quantity: '4' }, { key: '2026-06-01T11:00:00.000000Z', quantity: '20' }, { key: '2026-06-02T00:00:00.000000Z', quantity: '8' },
    ] })
  })

  test('a window without events is no usage', () => {
    for (const meter of [min(value), avg(value), unique(value), percentile({ ...value, percent: '1' })]) expect(usageOf(meter, [])).toBeUndefined()
  })
})

describe('a level', () => {
  const seats = { event: 'x', value: 'n', reports: 'change' } as const
  const gauge = { event: 'x', value: 'gb', reports: 'level' } as const
  const changes: readonly Sent[] = [['2026-05-10T00:00:00Z', { n: 10 }], [day(16), { n: 5 }], [day(26), { n: -3 }]]

  test.each<[what: string, meter: Meter, sent: readonly Sent[], quantity: string]>([
    ['seats: 10 for 30 days, 5 for 15, less 3 for 5', timeWeighted({ ...seats, per: 'day' }), changes, '360'],
    ['seats as the mean of June', timeWeighted({ ...seats, per: 'period' }), changes, '12'],
    ['seats by local day: a change counts from its own day on', timeWeighted({ ...seats, per: 'period', prorate: 'day' }), [...changes, [day(30, '23:59'), { n: 30 }]], '13'],
    ['nothing happens: what is held counts', timeWeighted({ ...seats, per: 'day' }), changes.slice(0, 1), '300'],
    ['a gauge is a level: 100 from the 1st, 40 from the 16th', timeWeighted({ ...gauge, per: 'period' }), [[day(1), { gb: 100 }], [day(16), { gb: 40 }]], '70'],
    ['a gauge that repeats itself', timeWeighted({ ...gauge, per: 'period' }), [[day(1), { gb: 100 }], [day(3), { gb: 100 }], [day(9), { gb: 100 }]], '100'],
    ['volumes add up: 30, and 60 for half the month', timeWeighted({ ...gauge, per: 'period', of: 'volume' }), [[day(1), { gb: 30, volume: 'a' }], [day(16), { gb: 60, volume: 'b' }]], '60'],
    ['a volume that is gone', timeWeighted({ ...gauge, per: 'day', of: 'volume' }), [['2026-05-01T00:00:00Z', { gb: 7, volume: 'a' }], [day(2), { gb: 0, volume: 'a' }]], '7'],
    ['microseconds count', timeWeighted({ ...gauge, per: 'second' }), [['2026-06-30T23:59:59.999999Z', { gb: 1 }]], '0.000001'],
  ])('%s', (_, meter, sent, quantity) => {
    expect(usageOf(meter, sent)?.quantity).toBe(quantity)
  })

  test('of nothing is no usage', () => {
    expect(usageOf(timeWeighted({ ...gauge, per: 'period' }), [['2026-05-01T00:00:00Z', { gb: 7 }], ['2026-05-02T00:00:00Z', { gb: 0 }]])).toBeUndefined()
  })
})

describe('unique, with identities that come and go,', () => {
  const meter = unique({ event: 'x', value: 'user', operation: 'op' })
  const add = (time: string, user: string): Sent => [time, { user, op: 'add' }]
  const remove = (time: string, user: string): Sent => [time, { user, op: 'remove' }]

  test.each<[what: string, sent: readonly Sent[], atEnd: string | undefined, days: string | undefined]>([
    ['one of two is left', [add(day(1), 'a'), add(day(2), 'b'), remove(day(3), 'a')], '1', '32/30'],
    ['one stays from May', [add('2026-05-03T00:00:00Z', 'a')], '1', '1'],
    ['one left in May', [add('2026-05-03T00:00:00Z', 'a'), remove('2026-05-09T00:00:00Z', 'a')], undefined, undefined],
    ['what is in is added, what is out removed', [add(day(1), 'a'), add(day(2), 'a'), remove(day(3), 'b')], '1', '1'],
    ['a day counts once, however often', [add(day(5, '01:00'), 'a'), remove(day(5, '02:00'), 'a'), add(day(5, '03:00'), 'a'), remove(day(5, '04:00'), 'a')], '0', '1/30'],
    ['the day of removal counts', [add(day(1), 'a'), remove(day(3), 'a')], '0', '3/30'],
  ])('%s', (_, sent, atEnd, days) => {
    expect(usageOf(meter, sent)?.quantity).toBe(atEnd)
    expect(usageOf({ ...meter, settings: { ...meter.settings, prorate: 'day' } }, sent)?.quantity).toBe(days === undefined ? undefined : reduced(days))
  })

  test('a word that means neither breaks the meter', () => {
    expect(usageOf(meter, [[day(1), { user: 'a', op: 'join' }]])).toBeUndefined()
    expect(usageOf(unique({ event: 'x', value: 'user', operation: 'op', words: { add: ['join'] } }), [[day(1), { user: 'a', op: 'join' }]])?.quantity).toBe('1')
  })
})

/** A few thirtieths in lowest terms. */
function reduced(fraction: string): string {
  return { '32/30': '16/15', '3/30': '0.1' }[fraction] ?? fraction
}

describe('the duration of allocations', () => {
  const meter = duration({ event: 'x', allocation: 'id', phase: 'phase', weight: 'gpus', snapshot: 'price', per: 'hour', silentAfter: 'PT6H' })
  const open = (time: string, about: { readonly [key: string]: Json } = {}): Sent => [time, { id: 'a', phase: 'open', gpus: 2, ...about }]
  const accrue = (time: string): Sent => [time, { id: 'a', phase: 'accrue' }]
  const close = (time: string): Sent => [time, { id: 'a', phase: 'close' }]
  const at = (time: string) => day(10, time)

  test.each<[what: string, sent: readonly Sent[], quantity: string | undefined, anomalies: readonly string[]]>([
    ['two GPUs from 08:00 to 09:30', [open(at('08:00')), accrue(at('09:00')), close(at('09:30'))], '3', []],
    ['whatever arrives first', [close(at('09:30')), open(at('08:00'))], '3', []],
    ['opened in May, closed on the 2nd', [open('2026-05-31T12:00:00Z'), close(day(2))], '48', []],
    ['open at the end', [open(day(30, '20:00'))], '8', []],
    ['open at the end and silent for more than 6 hours', [open(day(30, '12:00'))], '24', ['close_missing']],
    ['open at the end, silent in May, alive since', [open('2026-05-01T00:00:00Z'), accrue(day(30, '20:00'))], '1440', []],
    ['close without open', [close(at('09:30'))], '0', ['close_without_open']],
    ['accrue without open', [accrue(at('09:30'))], '0', ['accrue_without_open']],
    ['opened twice: the first counts', [open(at('08:00')), open(at('09:00'), { gpus: 8 }), close(at('09:30'))], '3', ['open_twice']],
    ['closed twice', [open(at('08:00')), close(at('09:00')), close(at('09:30'))], '2', ['close_twice']],
    ['a pair out of order', [close(day(30, '21:00')), open(day(30, '22:00'))], '4', ['close_before_open']],
    ['opened again at the instant of the close', [open(at('08:00')), close(at('09:00')), open(at('09:00')), close(at('10:00'))], '4', []],
    ['opened and closed at one instant', [close(at('08:00')), open(at('08:00'))], '0', []],
  ])('%s', (_, sent, quantity, anomalies) => {
    const usage = usageOf(meter, sent)
    expect(usage?.quantity).toBe(quantity)
    expect((usage?.anomalies ?? []).map(({ kind, key }) => [kind, key])).toEqual(anomalies.map((kind) => [kind, 'a']))
  })

  test('the price snapshot travels with each allocation, also into the next period', () => {
    const spot = { mode: 'spot', unitPrice: '1.10', currency: 'EUR', planVersion: '7' }
    const sent = [open(day(29, '22:00'), { price: spot }), [day(30, '22:00'), { id: 'b', phase: 'open', gpus: 1 }]] satisfies readonly Sent[]
    expect(usageOf(meter, sent)?.parts).toEqual([{ key: 'a', quantity: '52', snapshot: spot }, { key: 'b', quantity: '2' }])
    const july = { from: june.to, to: '2026-07-01T01:00:00.000000Z' }
    expect(usageOf(meter, sent, july)).toMatchObject({ quantity: '3', events: 0, parts: [{ key: 'a', quantity: '2', snapshot: spot }, { key: 'b', quantity: '1' }] })
  })

  test.each<[what: string, data: { readonly [key: string]: Json }]>([
    ['a weight that is negative', { id: 'a', phase: 'open', gpus: -1 }],
    ['no weight', { id: 'a', phase: 'open' }],
    ['another phase', { id: 'a', phase: 'pause' }],
    ['a snapshot that is no object', { id: 'a', phase: 'open', gpus: 1, price: 'cheap' }],
    ['no allocation', { phase: 'open', gpus: 1 }],
  ])('%s breaks the meter', (_, data) => {
    expect(usageOf(meter, [[day(1), data]])).toBeUndefined()
  })
})

test.each([
  ['percentile holds distinct values', { aggregation: 'percentile', settings: { percent: '95' } }, (index: number) => `${index}`],
  ['unique holds identities', { aggregation: 'unique' }, (index: number) => `u${index}`],
  ['a level holds reports', { aggregation: 'time_weighted', settings: { reports: 'level', per: 'hour' } }, (index: number) => ['', `${index}`]],
])('%s, at most 100,000', (_, measure, valueAt) => {
  const accumulator = findAggregation(measure, aggregations).accumulate?.()
  const event = { time: june.from, source: 's', id: '1' }
  for (let index = 0; index < 100_000; index += 1) accumulator?.add(valueAt(index), event)
  try {
    accumulator?.add(valueAt(100_000), event)
    expect.unreachable()
  } catch (error) {
    expect(failureOf(error)).toMatchObject({ code: 'meter.state_too_large', facts: { held: 100_001, most: 100_000 } })
  }
})

test('all usage on a meter is refused when one state is too large, whatever comes first', () => {
  const three: Aggregation = { ...sumAggregation, name: 'three', accumulate: () => {
    const sum = sumAggregation.accumulate?.()
    let held = 0
    return { add: (each, event) => {
      held += 1
      checkMemberCount(held * 40_000)
      sum?.add(each, event)
    }, state: () => sum?.state() ?? '0' }
  } }
  const events = [1, 2, 3].map((id) => parseUsageEvent({ id: `${id}`, source: 's', type: 'x', subject: 'acme', time: day(1), data: { n: id } }))
  const definition = { meters: { m: { event: 'x', aggregation: 'three', value: 'n' } }, subscriptions: [{ id: 's', account: 'acme', subjects: ['acme'], from: june.from }], aggregations: { three } }
  for (const order of [events, events.toReversed()]) {
    const { buckets, refused, census } = aggregateUsage(order, definition)
    expect(buckets).toEqual([])
    expect(refused).toMatchObject([{ subscription: 's', meter: 'm', readings: 3, failure: { code: 'meter.state_too_large', field: 'meters.m' } }])
    expect(census).toMatchObject({ readings: 3, quarantined: 3, metered: 0 })
  }
})

test('states that are too large together are refused when they merge', () => {
  const state = Array.from({ length: 60_000 }, (_, index) => `u${String(index).padStart(6, '0')}`)
  const bucket = { subscription: 's', meter: 'm', dimensions: {}, quantity: '1', events: 1, evidence: 'ab'.repeat(32), aggregation: 'unique' } as const
  const [early, late] = [{ from: june.from, to: '2026-06-01T00:15:00.000000Z' }, { from: '2026-06-02T00:00:00.000000Z', to: '2026-06-02T00:15:00.000000Z' }]
  const other = state.map((identity) => `v${identity}`)
  expect(mergeUsage([{ ...bucket, ...early, state }, { ...bucket, ...late, state }], june)).toMatchObject([{ quantity: '60000' }])
  try {
    mergeUsage([{ ...bucket, ...early, state }, { ...bucket, ...late, state: other }], june)
    expect.unreachable()
  } catch (error) {
    expect(failureOf(error)).toMatchObject({ code: 'meter.state_too_large', facts: { held: 120_000 } })
  }
})
