import { describe, expect, test } from 'vitest'
import { effectiveEvents, type IdentifiedEvent } from '../events/effective-events.js'
import { parseUsageEvent } from '../events/parse-usage-event.js'
import type { Json } from '../evidence/json.js'
import { failureOf } from '../errors/failure.js'
import type { Aggregation } from '../meters/aggregation.js'
import { aggregations } from '../meters/aggregations.js'
import { count } from '../meters/aggregations/count.js'
import { sum } from '../meters/aggregations/sum.js'
import { largest } from '../money/compare.js'
import type { Decimal } from '../money/decimal-type.js'
import { addToTally } from './add-to-tally.js'
import { aggregateUsage } from './aggregate-usage.js'
import { mergeUsage } from './merge-usage.js'
import type { SubscriptionCandidate } from './resolve-subscription.js'
import { startTally } from './start-tally.js'
import type { TallyDefinition } from './tally.js'
import { usageOf } from './usage-of.js'
import type { Usage } from './usage-type.js'

const acme: SubscriptionCandidate = { id: 's-acme', account: 'acme', subjects: ['acme'], from: '2026-10-01T00:00:00.000000Z' }
const meters = { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) }
const definition: TallyDefinition = { meters, subscriptions: [acme] }
const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }

let serial = 0
function event(time: string, data: { readonly [key: string]: Json }, more: object = {}) {
  serial += 1
  return parseUsageEvent({ id: `e${serial}`, source: 'api', type: 'llm.tokens', subject: 'acme', time: `2026-10-14T${time}Z`, data, ...more })
}

function lines(usage: readonly Usage[]): readonly string[] {
  return usage.map(({ meter, dimensions, from, to, quantity, events }) => `${meter} ${JSON.stringify(Object.values(dimensions))} ${from.slice(11, 19)} to ${to.slice(11, 19)}: ${quantity} of ${events}`)
}

describe('a tally', () => {
  test('keeps usage apart by meter, group and quarter hour', () => {
    const events = [
      event('09:00:00', { count: '1400000', model: 'large' }),
      event('09:14:59.999999', { count: '0.5', model: 'large' }),
      event('09:15:00', { count: 2, model: 'large' }),
      event('09:15:00', { count: 3, model: 'small' }),
      event('09:20:00', { count: 4 }),
    ]
    expect(lines(aggregateUsage(events, { ...definition, meters: { ...meters, calls: count({ event: 'llm.tokens' }) } }).buckets)).toEqual([
      'calls [] 09:00:00 to 09:15:00: 2 of 2',
      'calls [] 09:15:00 to 09:30:00: 3 of 3',
      'tokens ["large"] 09:00:00 to 09:15:00: 1400000.5 of 2',
      'tokens ["large"] 09:15:00 to 09:30:00: 2 of 1',
      'tokens ["small"] 09:15:00 to 09:30:00: 3 of 1',
      'tokens [null] 09:15:00 to 09:30:00: 4 of 1',
    ])
  })

  test('cuts buckets at the boundaries of the subscription', () => {
    const cut = { ...acme, from: '2026-10-14T09:02:00.000000Z', to: '2026-10-14T09:20:00.000000Z', cuts: ['2026-10-14T09:07:00.000000Z'] }
    const events = ['09:03:00', '09:07:00', '09:19:59'].map((time) => event(time, { count: 1, model: 'm' }))
    expect(lines(aggregateUsage(events, { meters, subscriptions: [cut] }).buckets)).toEqual([
      'tokens ["m"] 09:02:00 to 09:07:00: 1 of 1',
      'tokens ["m"] 09:07:00 to 09:15:00: 1 of 1',
      'tokens ["m"] 09:15:00 to 09:20:00: 1 of 1',
    ])
  })

  test('the example of the README', () => {
    const cut = { ...acme, cuts: ['2026-10-14T09:07:00.000000Z'] }
    const result = aggregateUsage([
      event('09:00:00', { count: '1400000', model: 'large' }),
      event('09:06:59.999999', { count: '0.5', model: 'large' }),
      event('09:07:00', { count: '2', model: 'large' }),
      event('09:08:00', { count: 'NaN', model: 'small' }),
    ], { meters, subscriptions: [cut] })
    expect(lines(result.buckets)).toEqual(['tokens ["large"] 09:00:00 to 09:07:00: 1400000.5 of 2', 'tokens ["large"] 09:07:00 to 09:15:00: 2 of 1'])
    expect(result.quarantined).toMatchObject([{ failure: { code: 'meter.value_invalid', field: 'data.count' } }])
    const day = { from: '2026-10-14T00:00:00.000000Z', to: '2026-10-15T00:00:00.000000Z' }
    expect(mergeUsage(result.buckets, day)).toMatchObject([{ quantity: '1400002.5', events: 3 }])
    expect(failed(() => mergeUsage(result.buckets, { ...day, to: '2026-10-14T09:05:00.000000Z' }))).toMatchObject({ code: 'window.invalid' })
  })

  test('an amendment counts in its own bucket only, a void in none', () => {
    const first = event('09:00:00', { count: 5, model: 'm' })
    const moved = { ...first, revision: 1, time: '2026-10-14T10:00:00.000000Z', data: { count: 6, model: 'm' } }
    expect(lines(aggregateUsage([moved, first], definition).buckets)).toEqual(['tokens ["m"] 10:00:00 to 10:15:00: 6 of 1'])
    expect(aggregateUsage([{ ...first, revision: 2, data: null }, moved, first], definition)).toMatchObject({ buckets: [], voided: 1, replaced: 2, census: { events: 0 } })
  })

  test('an event that breaks a meter is quarantined there, counts elsewhere, and the rest goes on', () => {
    const broken = event('09:00:00', { count: 'NaN', model: 'm' })
    const result = aggregateUsage([event('09:00:00', { count: 1, model: 'm' }), broken], { ...definition, meters: { ...meters, calls: count({ event: 'llm.tokens' }) } })
    expect(lines(result.buckets)).toEqual(['calls [] 09:00:00 to 09:15:00: 2 of 2', 'tokens ["m"] 09:00:00 to 09:15:00: 1 of 1'])
    expect(result.quarantined).toMatchObject([{ source: 'api', id: broken.id, subscription: 's-acme', meter: 'tokens', failure: { code: 'meter.value_invalid', field: 'data.count' } }])
    expect(result.census).toEqual({ events: 2, unmatched: 0, readings: 4, metered: 3, quarantined: 1, unattached: 0, notMetered: 0 })
  })

  test('says where every other event went', () => {
    const strange = event('09:00:00', { count: 1, model: 'm' }, { subject: 'nobody' })
    const result = aggregateUsage([strange, event('09:00:00', {}, { type: 'scan' })], definition)
    expect(result.unattached).toMatchObject([{ id: strange.id, meter: 'tokens', reason: 'none' }])
    expect(result.census).toEqual({ events: 2, unmatched: 1, readings: 1, metered: 0, quarantined: 0, unattached: 1, notMetered: 0 })
    const unbilled = aggregateUsage([event('09:00:00', { count: 1 })], { meters, subscriptions: [{ ...acme, meters: [] }] })
    expect(unbilled.census).toEqual({ events: 1, unmatched: 0, readings: 1, metered: 0, quarantined: 0, unattached: 0, notMetered: 1 })
  })

  test('of usage that is asked for in part, neither groups nor broken events of other times count', () => {
    const asked = { from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T10:00:00.000000Z' }
    const events = [event('09:00:00', { count: 1, model: 'm' }), event('10:00:00', { count: 1, model: 'n' }), event('08:59:59.999999', { count: 'NaN' })]
    const result = aggregateUsage(events, { meters, subscriptions: [{ ...acme, asked }], maxGroups: 1 })
    expect(lines(result.buckets)).toEqual(['tokens ["m"] 09:00:00 to 09:15:00: 1 of 1'])
    expect([result.refused, result.quarantined]).toEqual([[], []])
    expect(result.census).toEqual({ events: 3, unmatched: 0, readings: 3, metered: 1, quarantined: 0, unattached: 0, notMetered: 2 })
  })

  test('an event of another customer that breaks a meter is unattached, not quarantined', () => {
    expect(aggregateUsage([event('09:00:00', { count: 'x' }, { subject: 'nobody' })], definition).census).toMatchObject({ quarantined: 0, unattached: 1 })
  })

  test('an event in the last quarter hour of time is quarantined', () => {
    const last = { ...event('09:00:00', { count: 1 }), time: '9999-12-31T23:50:00.000000Z' }
    expect(aggregateUsage([last], definition).quarantined).toMatchObject([{ failure: { code: 'time.out_of_range', field: 'time' } }])
  })

  test('groups are apart whatever their values', () => {
    const twoKeys = { pairs: count({ event: 'llm.tokens', by: ['a', 'b'] }) }
    const values = [['1:x', ''], ['1', ':x'], ['', '1:x'], ['-', null], [null, '-'], ['a\u0301', 'á'], ['á', 'a\u0301'], ['__proto__', 'constructor'], ['true', 'null']] as const
    const { buckets } = aggregateUsage(values.map(([a, b]) => event('09:00:00', { a, b })), { meters: twoKeys, subscriptions: [acme] })
    expect(buckets.map(({ dimensions }) => JSON.stringify(dimensions)).sort()).toEqual(values.map(([a, b]) => JSON.stringify({ a, b })).sort())
  })

  test('refuses all usage of a meter with too many groups, whatever comes first', () => {
    const events = [...Array.from({ length: 4 }, (_, index) => event('09:00:00', { count: 1, model: `m${index}` })), event('09:00:00', { count: 1, model: 'm0' })]
    const healthy = event('09:00:00', { count: 7, model: 'm0' }, { subject: 'bolt' })
    const subscriptions = [acme, { ...acme, id: 's-bolt', subjects: ['bolt'] }]
    for (const order of [events, events.toReversed()]) {
      const result = aggregateUsage([...order, healthy], { meters, subscriptions, maxGroups: 3 })
      expect(result.buckets).toMatchObject([{ subscription: 's-bolt', quantity: '7' }])
      expect(result.refused).toMatchObject([{ subscription: 's-acme', meter: 'tokens', readings: 5, failure: { code: 'meter.too_many_groups', facts: { maxGroups: 3 } } }])
      expect(result.census).toMatchObject({ events: 6, readings: 6, metered: 1, quarantined: 5 })
    }
    expect(aggregateUsage(events, { meters, subscriptions, maxGroups: 4 }).refused).toEqual([])
  })

  test('holds at most 1,000 quarantined readings and counts all', () => {
    const events = Array.from({ length: 1_002 }, () => event('09:00:00', { count: 'x', model: 'm' }))
    const result = aggregateUsage(events, definition)
    expect([result.quarantined.length, result.census.quarantined]).toEqual([1_000, 1_002])
  })

  test('takes each identity once, in order, unless it takes any order', () => {
    const { effective } = effectiveEvents([event('09:00:00', { count: 1 }), event('09:00:00', { count: 1 })])
    const [first, second] = effective as [IdentifiedEvent, IdentifiedEvent]
    const tally = startTally(definition)
    addToTally(tally, second)
    expect(() => addToTally(tally, second)).toThrow(/once each, in the order of their identities/)
    expect(() => addToTally(tally, first)).toThrow(/once each, in the order of their identities/)
    const any = startTally({ ...definition, order: 'any' })
    addToTally(any, second)
    addToTally(any, first)
    expect(usageOf(any).census.metered).toBe(2)
  })

  test('refuses a bad meter and a subscription given twice', () => {
    expect(failed(() => startTally({ meters: { tokens: { ...meters.tokens, value: 'a..b' } }, subscriptions: [] }))).toMatchObject({ code: 'meter.invalid', field: 'meters.tokens.value' })
    expect(failed(() => startTally({ meters, subscriptions: [acme, acme] }))).toMatchObject({ code: 'subscription.invalid', field: 'subscriptions' })
  })

  test('runs an aggregation of the host, which need not be fast', () => {
    const peak: Aggregation<Decimal> = {
      name: 'peak', reads: 'decimal', zero: '0', add: (state, value) => largest(state, value), merge: (a, b) => largest(a, b), result: (state) => state,
    }
    const table = { ...aggregations, peak }
    const peakMeter = { ...sum({ event: 'llm.tokens', value: 'count' }), aggregation: 'peak' }
    const events = [event('09:00:00', { count: 9 }), event('09:01:00', { count: 10 }), event('12:00:00', { count: 7 })]
    const { buckets } = aggregateUsage(events, { meters: { peakMeter }, subscriptions: [acme], aggregations: table })
    expect(buckets.map(({ quantity, aggregation, state }) => [quantity, aggregation, state])).toEqual([['10', 'peak', '10'], ['7', 'peak', '7']])
    expect(mergeUsage(buckets, october, { aggregations: table })).toMatchObject([{ quantity: '10', events: 3 }])
    expect(failed(() => mergeUsage(buckets, october))).toMatchObject({ code: 'meter.invalid', field: 'aggregation' })
  })
})

describe('evidence', () => {
  const given = [event('09:00:00', { count: 1, model: 'm' }), event('09:01:00', { count: 2, model: 'm' })]
  const rootOf = (events: typeof given) => aggregateUsage(events, definition).buckets[0]?.evidence

  test('is one root per bucket, over what every event says', () => {
    const [a, b] = given as [(typeof given)[0], (typeof given)[0]]
    const roots = [
      rootOf(given),
      rootOf([a]),
      rootOf([a, { ...b, id: 'other' }]),
      rootOf([a, { ...b, revision: 1 }]),
      rootOf([a, { ...b, time: '2026-10-14T09:02:00.000000Z' }]),
      rootOf([a, { ...b, data: { ...b.data, note: 'x' } }]),
    ]
    expect(new Set(roots).size).toBe(roots.length)
    expect(rootOf(given.toReversed())).toBe(roots[0])
  })

  test('of merged usage covers the buckets and their order, not windows between', () => {
    const { buckets } = aggregateUsage([...given, event('11:00:00', { count: 1, model: 'm' })], definition)
    const [merged] = mergeUsage(buckets, october)
    expect(mergeUsage(buckets.toReversed(), october)).toEqual([merged])
    expect(merged?.evidence).not.toBe(buckets[0]?.evidence)
    expect(mergeUsage(buckets.map((bucket) => ({ ...bucket, evidence: buckets[0]!.evidence })), october)[0]?.evidence).not.toBe(merged?.evidence)
  })
})

function failed(work: () => unknown) {
  try {
    work()
  } catch (error) {
    return failureOf(error)
  }
  return undefined
}
