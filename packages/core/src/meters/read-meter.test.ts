import { describe, expect, test } from 'vitest'
import { failureOf, type FailureCode, type Json, type JsonObject } from '../index.js'
import type { UsageEvent } from '../events/usage-event.js'
import { count } from './aggregations/count.js'
import { sum } from './aggregations/sum.js'
import type { Meter, MeterFilter } from './meter.js'
import { readMeter } from './read-meter.js'

const event = (data: JsonObject | null, type = 'llm.tokens'): UsageEvent => ({
  id: 'r1', source: 'api', type, subject: 'acme', time: '2026-10-14T09:00:00.000000Z', data, revision: 0,
})
const json = (text: string) => JSON.parse(text) as JsonObject

describe('readMeter: values', () => {
  test.each<[value: Json, read: string]>([
    ['1400000', '1400000'],
    ['007.50', '7.5'],
    ['-0', '0'],
    [1_400_000, '1400000'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
    [1e-7, '0.0000001'],
    [1.25e-7, '0.000000125'],
    [-1.5e-10, '-0.00000000015'],
    [1e21, '1000000000000000000000'],
    [1.25e22, '12500000000000000000000'],
    [9_007_199_254_740_991, '9007199254740991'],
    ['0.00000000000000000000000000000000000001', '0.00000000000000000000000000000000000001'],
  ])('%j reads %s', (value, read) => {
    expect(readMeter(sum({ event: 'llm.tokens', value: 'n', negative: 'allowed' }), event({ n: value }))).toEqual({ value: read, dimensions: {} })
  })

  test('count needs no value', () => {
    expect(readMeter(count({ event: 'llm.tokens' }), event({}))).toEqual({ value: '1', dimensions: {} })
  })

  test('reads through objects by own properties only', () => {
    const nested = sum({ event: 'llm.tokens', value: 'usage.__proto__.constructor' })
    expect(readMeter(nested, event(json('{"usage":{"__proto__":{"constructor":"5"}}}')))).toEqual({ value: '5', dimensions: {} })
    for (const path of ['constructor', '__proto__', 'toString', 'usage.length', 'list.length', 'list.0', 'text.length']) {
      expect(failureCode(sum({ event: 'llm.tokens', value: path }), { usage: {}, list: ['7'], text: 'abc' })).toEqual(['meter.value_missing', `data.${path}`])
    }
  })

  test.each<[value: Json, code: FailureCode]>([
    [null, 'meter.value_missing'],
    ['', 'meter.value_invalid'],
    ['1e3', 'meter.value_invalid'],
    ['NaN', 'meter.value_invalid'],
    [' 1', 'meter.value_invalid'],
    ['１２', 'meter.value_invalid'],
    ['9'.repeat(39), 'meter.value_invalid'],
    ['9'.repeat(100_000), 'meter.value_invalid'],
    [1e300, 'meter.value_invalid'],
    [5e-324, 'meter.value_invalid'],
    [true, 'meter.value_invalid'],
    [['1'], 'meter.value_invalid'],
    [{ n: '1' }, 'meter.value_invalid'],
    ['-1', 'meter.value_negative'],
    [-0.5, 'meter.value_negative'],
  ])('%j breaks the meter with %s', (value, code) => {
    expect(failureCode(sum({ event: 'llm.tokens', value: 'n' }), { n: value })).toEqual([code, 'data.n'])
  })

  test('a missing value is refused, and says where', () => {
    expect(failureCode(sum({ event: 'llm.tokens', value: 'usage.n' }), {})).toEqual(['meter.value_missing', 'data.usage.n'])
  })
})

describe('readMeter: groups', () => {
  const byModel = count({ event: 'llm.tokens', by: ['model'] })

  test.each<[value: Json | undefined, group: string | null]>([
    ['large', 'large'],
    ['', ''],
    [undefined, null],
    [null, null],
    [true, 'true'],
    ['true', 'true'],
    [1, '1'],
    [1e21, '1000000000000000000000'],
    ['1.0', '1.0'],
    ['__proto__', '__proto__'],
    ['x'.repeat(256), 'x'.repeat(256)],
  ])('%j is group %j', (model, group) => {
    expect(readMeter(byModel, event(model === undefined ? {} : { model }))?.dimensions).toEqual({ model: group })
  })

  test.each<[value: Json]>([['x'.repeat(257)], ['x'.repeat(1_000_000)], [{}], [[]], ['a\0b'], [1e300]])('refuses %.20j', (model) => {
    expect(failureCode(byModel, { model })).toEqual(['meter.dimension_invalid', 'data.model'])
  })

  test('a dimension may be called __proto__ or constructor, and stand elsewhere', () => {
    const meter: Meter = { event: 'llm.tokens', aggregation: 'count', by: ['__proto__', 'constructor', 'model'], paths: { model: 'usage.model' } }
    const dimensions = readMeter(meter, event(json('{"__proto__":"a","usage":{"model":"large"}}')))?.dimensions
    expect(JSON.stringify(dimensions)).toBe('{"__proto__":"a","constructor":null,"model":"large"}')
  })
})

describe('readMeter: which events', () => {
  test('not another type, not a void', () => {
    expect(readMeter(count({ event: 'llm.tokens' }), event({}, 'scan'))).toBeUndefined()
    expect(readMeter(count({ event: 'llm.tokens' }), { ...event(null), revision: 1 })).toBeUndefined()
  })

  test.each<[filter: MeterFilter, data: string, passes: boolean]>([
    [{ path: 'a', equals: 'x' }, '{"a":"x"}', true],
    [{ path: 'a', equals: 'x' }, '{"a":"X"}', false],
    [{ path: 'a', equals: 'x' }, '{}', false],
    [{ path: 'a', equals: 5 }, '{"a":5.0}', true],
    [{ path: 'a', equals: 5 }, '{"a":"5"}', false],
    [{ path: 'a', equals: true }, '{"a":true}', true],
    [{ path: 'a', equals: true }, '{"a":"true"}', false],
    [{ path: 'constructor', equals: 'x' }, '{}', false],
    [{ path: 'a.__proto__', equals: 'x' }, '{"a":{"__proto__":"x"}}', true],
    [{ path: 'a', in: ['x', 1] }, '{"a":1}', true],
    [{ path: 'a', in: ['x', 1] }, '{"a":"1"}', false],
    [{ path: 'a', in: ['x', 1] }, '{"a":null}', false],
    [{ path: 'a', from: '10' }, '{"a":"10"}', true],
    [{ path: 'a', from: '10' }, '{"a":"9"}', false],
    [{ path: 'a', from: '10' }, '{"a":9.9999999999999}', false],
    [{ path: 'a', from: '10' }, '{}', false],
    [{ path: 'a', to: '10' }, '{"a":"10.0"}', false],
    [{ path: 'a', to: '10' }, '{"a":9.9}', true],
    [{ path: 'a', to: '10' }, '{}', false],
    [{ path: 'a', from: '9007199254740993', to: '9007199254740994' }, '{"a":"9007199254740993"}', true],
    [{ path: 'a', from: '9007199254740993', to: '9007199254740994' }, '{"a":9007199254740992}', false],
    [{ not: { path: 'a', equals: 'x' } }, '{}', true],
    [{ not: { path: 'a', equals: 'x' } }, '{"a":"x"}', false],
    [{ any: [{ path: 'a', equals: 'x' }, { path: 'b', equals: 'y' }] }, '{"b":"y"}', true],
    [{ any: [{ path: 'a', equals: 'x' }, { path: 'b', equals: 'y' }] }, '{"a":"y"}', false],
    [{ all: [{ path: 'a', equals: 'x' }, { path: 'b', equals: 'y' }] }, '{"a":"x","b":"y"}', true],
    [{ all: [{ path: 'a', equals: 'x' }, { path: 'b', equals: 'y' }] }, '{"a":"x"}', false],
    [{ all: [{ path: 'a', equals: 'number' }, { path: 'n', from: '1' }] }, '{"a":"text","n":"many"}', false],
  ])('%j on %s: %s', (filter, data, passes) => {
    expect(readMeter(count({ event: 'llm.tokens', filter: [filter] }), event(json(data))) !== undefined).toBe(passes)
  })

  test('a list of conditions holds together', () => {
    const meter = count({ event: 'llm.tokens', filter: [{ path: 'a', equals: 1 }, { path: 'b', equals: 1 }] })
    expect(readMeter(meter, event({ a: 1, b: 1 }))).toBeDefined()
    expect(readMeter(meter, event({ a: 1 }))).toBeUndefined()
  })

  test('a range over what is no decimal breaks the meter instead of losing the event', () => {
    expect(failureCode(count({ event: 'llm.tokens', filter: [{ path: 'n', from: '1' }] }), { n: 'many' })).toEqual(['meter.value_invalid', 'data.n'])
  })
})

function failureCode(meter: Meter, data: JsonObject): readonly [FailureCode, string] | undefined {
  try {
    readMeter(meter, event(data))
    return undefined
  } catch (error) {
    const { code, field } = failureOf(error)
    return [code, field]
  }
}
