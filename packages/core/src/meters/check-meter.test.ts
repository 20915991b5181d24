import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failureOf, type FailureCode } from '../index.js'
import { arbitraryMeter } from '../testing/arbitrary-meters.js'
import { aggregations } from './aggregations.js'
import type { Aggregation } from './aggregation.js'
import { count } from './aggregations/count.js'
import { sum } from './aggregations/sum.js'
import { checkMeter } from './check-meter.js'
import type { Meter } from './meter.js'

const valid = sum({ event: 'llm.tokens', value: 'usage.count', by: ['model'] })
const condition = { path: 'a', equals: 1 }
const deep = (levels: number): object => (levels === 1 ? condition : { not: deep(levels - 1) })
const many = Array.from({ length: 101 }, () => condition)

describe('checkMeter', () => {
  test('accepts what the constructors and arbitraries make', () => {
    expect(checkMeter(valid, 'meters.tokens')).toBe(valid)
    fc.assert(fc.property(arbitraryMeter(), (meter) => {
      expect(checkMeter(meter, 'meters.any')).toBe(meter)
    }), { numRuns: 1_000 })
  })

  test.each<[what: string, meter: unknown, code: FailureCode, field: string]>([
    ['null', null, 'meter.invalid', 'm'],
    ['text', 'sum', 'meter.invalid', 'm'],
    ['a misspelt field', { ...valid, filters: [] }, 'meter.invalid', 'm'],
    ['an empty event type', { ...valid, event: '' }, 'text.empty', 'm.event'],
    ['an event type that is no text', { ...valid, event: 7 }, 'text.malformed', 'm.event'],
    ['an unknown aggregation', { ...valid, aggregation: 'median' }, 'meter.invalid', 'm.aggregation'],
    ['an aggregation of Object.prototype', { ...valid, aggregation: 'constructor' }, 'meter.invalid', 'm.aggregation'],
    ['a sum without value', { event: 'x', aggregation: 'sum' }, 'meter.invalid', 'm.value'],
    ['a count with value', { event: 'x', aggregation: 'count', value: 'n' }, 'meter.invalid', 'm.value'],
    ['an empty path', { ...valid, value: '' }, 'text.empty', 'm.value'],
    ['an empty key in a path', { ...valid, value: 'a..b' }, 'meter.invalid', 'm.value'],
    ['17 keys in a path', { ...valid, value: Array.from({ length: 17 }, () => 'a').join('.') }, 'meter.invalid', 'm.value'],
    ['a path of 257 characters', { ...valid, value: 'x'.repeat(257) }, 'text.too_long', 'm.value'],
    ['dimensions that are no list', { ...valid, by: 'model' }, 'meter.invalid', 'm.by'],
    ['a dimension twice', { ...valid, by: ['a', 'a'] }, 'meter.invalid', 'm.by[1]'],
    ['17 dimensions', { ...valid, by: Array.from({ length: 17 }, (_, index) => `d${index}`) }, 'meter.invalid', 'm.by'],
    ['a dimension name that is no path', { ...valid, by: ['a.'] }, 'meter.invalid', 'm.by[0]'],
    ['a path of no dimension', { ...valid, paths: { region: 'r' } }, 'meter.invalid', 'm.paths'],
    ['a bad path of a dimension', { ...valid, paths: { model: 'a..b' } }, 'meter.invalid', 'm.paths.model'],
    ['a display name that is empty', { ...valid, displayName: '' }, 'text.empty', 'm.displayName'],
    ['a display name of 129 characters', { ...valid, displayName: 'x'.repeat(129) }, 'text.too_long', 'm.displayName'],
    ['a unit that is no text', { ...valid, unit: 1 }, 'text.malformed', 'm.unit'],
    ['an unknown rule for evidence', { ...valid, evidence: false }, 'meter.invalid', 'm.evidence'],
    ['an unknown rule for negative values', { ...valid, negative: 'maybe' }, 'meter.invalid', 'm.negative'],
    ['a value path beside an expression', { ...valid, expression: 'n' }, 'meter.invalid', 'm.expression'],
    ['a bad expression', { event: 'x', aggregation: 'sum', expression: '1 +' }, 'meter.invalid', 'm.expression'],
    ['an expression of identities', { event: 'x', aggregation: 'unique', expression: 'a' }, 'meter.invalid', 'm.expression'],
    ['a count with expression', { event: 'x', aggregation: 'count', expression: 'a' }, 'meter.invalid', 'm.value'],
    ['settings of a sum', { ...valid, settings: {} }, 'meter.invalid', 'm.settings'],
    ['an unknown setting', { ...valid, aggregation: 'percentile', settings: { percent: '95', p: '95' } }, 'meter.invalid', 'm.settings'],
    ['settings that are no object', { ...valid, aggregation: 'percentile', settings: [] }, 'meter.invalid', 'm.settings'],
    ['a percentile without percent', { ...valid, aggregation: 'percentile' }, 'meter.invalid', 'm.settings.percent'],
    ['a percentile of 0', { ...valid, aggregation: 'percentile', settings: { percent: '0' } }, 'meter.invalid', 'm.settings.percent'],
    ['a percentile of 100.1', { ...valid, aggregation: 'percentile', settings: { percent: '100.1' } }, 'meter.invalid', 'm.settings.percent'],
    ['buckets of a fortnight', { ...valid, aggregation: 'bucketed_max', settings: { every: 'fortnight' } }, 'meter.invalid', 'm.settings.every'],
    ['buckets of an unknown zone', { ...valid, aggregation: 'bucketed_max', settings: { every: 'day', zone: 'Mars/Base' } }, 'time.zone_unknown', 'm.settings.zone'],
    ['a level without unit', { ...valid, aggregation: 'time_weighted', settings: { reports: 'level' } }, 'meter.invalid', 'm.settings.per'],
    ['changes of a gauge', { ...valid, aggregation: 'time_weighted', settings: { reports: 'change', per: 'hour', of: 'v' } }, 'meter.invalid', 'm.settings.of'],
    ['levels by day', { ...valid, aggregation: 'time_weighted', settings: { reports: 'level', per: 'period', prorate: 'day' } }, 'meter.invalid', 'm.settings.prorate'],
    ['a level without value', { event: 'x', aggregation: 'time_weighted', settings: { reports: 'level', per: 'hour' } }, 'meter.invalid', 'value'],
    ['a duration without allocation', { event: 'x', aggregation: 'duration', settings: { phase: 'p', per: 'hour' } }, 'meter.invalid', 'm.settings.allocation'],
    ['a duration with a value', { ...valid, aggregation: 'duration', settings: { allocation: 'a', phase: 'p', per: 'hour' } }, 'meter.invalid', 'value'],
    ['seats without identity', { event: 'x', aggregation: 'unique', settings: { operation: 'op' } }, 'meter.invalid', 'value'],
    ['a word of two phases', { event: 'x', aggregation: 'duration', settings: { allocation: 'a', phase: 'p', per: 'hour', words: { open: ['x'], close: ['x'] } } }, 'meter.invalid', 'm.settings.words'],
    ['words of no phase', { event: 'x', aggregation: 'duration', settings: { allocation: 'a', phase: 'p', per: 'hour', words: { pause: ['x'] } } }, 'meter.invalid', 'm.settings.words'],
    ['no words', { event: 'x', aggregation: 'duration', settings: { allocation: 'a', phase: 'p', per: 'hour', words: { open: [] } } }, 'meter.invalid', 'm.settings.words.open'],
    ['a silence of months', { event: 'x', aggregation: 'duration', settings: { allocation: 'a', phase: 'p', per: 'hour', silentAfter: 'P1M' } }, 'time.duration_invalid', 'm.settings.silentAfter'],
    ['seats by day without coming and going', { event: 'x', aggregation: 'unique', value: 'u', settings: { prorate: 'day' } }, 'meter.invalid', 'm.settings'],
    ['a factor of zero', { ...valid, factor: '0' }, 'meter.invalid', 'm.factor'],
    ['a factor that is none', { ...valid, factor: 'x' }, 'decimal.malformed', 'm.factor'],
    ['an unknown rounding', { ...valid, rounding: { mode: 'nearest', exponent: 0 } }, 'rounding.invalid', 'rounding.mode'],
    ['no group at all', { ...valid, maxGroups: 0 }, 'meter.invalid', 'm.maxGroups'],
    ['half a group', { ...valid, maxGroups: 1.5 }, 'meter.invalid', 'm.maxGroups'],
    ['a million groups and one', { ...valid, maxGroups: 1_000_001 }, 'meter.invalid', 'm.maxGroups'],
    ['an attribute of no dimension', { ...valid, attributes: { project: 'project' } }, 'meter.invalid', 'm.attributes'],
    ['an attribute that is none', { ...valid, by: ['team'], attributes: { team: 'team' } }, 'meter.invalid', 'm.attributes.team'],
    ['an attribute with a path', { ...valid, paths: { model: 'm' }, attributes: { model: 'route' } }, 'meter.invalid', 'm.attributes'],
    ['a filter that is no list', { ...valid, filter: condition }, 'meter.invalid', 'm.filter'],
    ['a condition that is null', { ...valid, filter: [null] }, 'meter.invalid', 'm.filter[0]'],
    ['a condition of two kinds', { ...valid, filter: [{ ...condition, in: [1] }] }, 'meter.invalid', 'm.filter[0]'],
    ['a condition without rule', { ...valid, filter: [condition, { path: 'a' }] }, 'meter.invalid', 'm.filter[1]'],
    ['a comparison with null', { ...valid, filter: [{ path: 'a', equals: null }] }, 'meter.invalid', 'm.filter[0].equals'],
    ['a comparison with an inexact number', { ...valid, filter: [{ path: 'a', equals: 0.1 + 0.2 }] }, 'json.number_inexact', 'm.filter[0].equals'],
    ['no alternatives', { ...valid, filter: [{ path: 'a', in: [] }] }, 'meter.invalid', 'm.filter[0].in'],
    ['1,001 alternatives', { ...valid, filter: [{ path: 'a', in: Array.from({ length: 1_001 }, () => 1) }] }, 'meter.invalid', 'm.filter[0].in'],
    ['a bound in scientific notation', { ...valid, filter: [{ path: 'a', from: '1e3' }] }, 'decimal.malformed', 'm.filter[0].from'],
    ['a bound that is a number', { ...valid, filter: [{ path: 'a', from: 1 }] }, 'meter.invalid', 'm.filter[0].from'],
    ['an empty range', { ...valid, filter: [{ path: 'a', from: '10', to: '10.0' }] }, 'meter.invalid', 'm.filter[0]'],
    ['a range that runs back by value', { ...valid, filter: [{ path: 'a', from: '10', to: '9' }] }, 'meter.invalid', 'm.filter[0]'],
    ['an empty any', { ...valid, filter: [{ any: [] }] }, 'meter.invalid', 'm.filter[0].any'],
    ['a bad condition far inside', { ...valid, filter: [{ any: [{ not: { path: '', equals: 1 } }] }] }, 'text.empty', 'm.filter[0].any[0].not[0].path'],
    ['nine levels of conditions', { ...valid, filter: [deep(9)] }, 'meter.invalid', `m.filter[0]${'.not[0]'.repeat(7)}.not`],
    ['101 conditions', { ...valid, filter: many }, 'meter.invalid', 'm.filter'],
    ['101 conditions in two lists', { ...valid, filter: [{ any: many.slice(50) }, { any: many.slice(51) }] }, 'meter.invalid', 'm.filter[1].any'],
  ])('refuses %s', (_, meter, code, field) => {
    try {
      checkMeter(meter as Meter, 'm')
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error)).toMatchObject({ code, field })
    }
  })

  test('accepts each bound', () => {
    const atLimits = { ...valid, filter: many.slice(1), by: Array.from({ length: 16 }, (_, index) => `d${index}`), value: Array.from({ length: 16 }, () => 'a').join('.') }
    expect(checkMeter(atLimits, 'm')).toBe(atLimits)
    expect(checkMeter({ ...valid, filter: [deep(8) as typeof condition] }, 'm')).toBeDefined()
  })

  test('an aggregation of the host is known when it is in the table', () => {
    const last: Aggregation = { name: 'last', reads: 'decimal', zero: '0', add: (_, value) => value, merge: (_, b) => b, result: () => '0' }
    const meter = { ...count({ event: 'x' }), aggregation: 'last', value: 'n' }
    expect(checkMeter(meter, 'm', { ...aggregations, last })).toBe(meter)
    expect(() => checkMeter(meter, 'm')).toThrow(/none of count, sum/)
  })
})
