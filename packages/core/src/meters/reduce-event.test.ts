import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFarthingError } from '../errors/failure.js'
import type { JsonObject } from '../evidence/json.js'
import type { UsageEvent } from '../events/usage-event.js'
import { count } from './aggregations/count.js'
import { duration } from './aggregations/duration.js'
import { sum } from './aggregations/sum.js'
import type { Meter } from './meter.js'
import { meterReader } from './read-meter.js'
import { reduceEvent } from './reduce-event.js'

const event = (data: JsonObject | null, extensions?: UsageEvent['extensions']): UsageEvent =>
  ({ id: '1', source: 's', type: 'x', subject: 'acme', time: '2026-10-14T09:00:00.000000Z', data, revision: 0, ...(extensions === undefined ? {} : { extensions }) })
const left = (meters: readonly Meter[], data: JsonObject | null, extensions?: UsageEvent['extensions']) => reduceEvent(event(data, extensions), meters.map((meter) => meterReader(meter)))

describe('reduceEvent', () => {
  it.each<[what: string, meters: readonly Meter[], data: JsonObject, kept: JsonObject]>([
    ['nothing for a count', [count({ event: 'x' })], { name: 'Ada' }, {}],
    ['nothing where no meter reads the type', [count({ event: 'y' })], { name: 'Ada' }, {}],
    ['the value and the dimensions', [sum({ event: 'x', value: 'n', by: ['model'] })], { n: '5', model: 'm', name: 'Ada' }, { n: '5', model: 'm' }],
    ['what stands inside, without its neighbours', [sum({ event: 'x', value: 'usage.tokens' })], { usage: { tokens: 5, prompt: 'secret' }, user: { mail: 'a@b' } }, { usage: { tokens: 5 } }],
    ['what a filter asks, also where it does not pass', [sum({ event: 'x', value: 'n', filter: [{ path: 'kind', equals: 'a' }] })], { n: '5', kind: 'b', name: 'Ada' }, { kind: 'b' }],
    ['what an expression reads', [sum({ event: 'x', expression: 'gpus * seconds' })], { gpus: 2, seconds: 3, name: 'Ada' }, { gpus: 2, seconds: 3 }],
    ['an object where a value was expected: the refusal describes it', [sum({ event: 'x', value: 'n' })], { n: { first: 'Ada' } }, { n: { first: 'Ada' } }],
    ['a list as it is', [sum({ event: 'x', value: 'n' })], { n: ['Ada'] }, { n: ['Ada'] }],
    ['a null', [sum({ event: 'x', value: 'n' })], { n: null, m: null }, { n: null }],
    ['for all meters together', [sum({ event: 'x', value: 'a' }), sum({ event: 'x', value: 'b' })], { a: 1, b: 2, c: 3 }, { a: 1, b: 2 }],
    ['keys like any other', [sum({ event: 'x', value: '__proto__.n' })], JSON.parse('{"__proto__":{"n":1,"m":2},"constructor":1}') as JsonObject, JSON.parse('{"__proto__":{"n":1}}') as JsonObject],
  ])('keeps %s', (_, meters, data, kept) => {
    expect(JSON.stringify(left(meters, Object.freeze(data)))).toBe(JSON.stringify({ data: kept }))
  })

  it('keeps attributes that a meter keeps usage apart by, and none besides', () => {
    const meter = count({ event: 'x', by: ['project'], attributes: { project: 'project' } })
    expect(left([meter], {}, { project: 'p', submitter: 'ada', traceparent: '00' })).toEqual({ data: {}, extensions: { project: 'p' } })
    expect(left([count({ event: 'x' })], {}, { submitter: 'ada' })).toEqual({ data: {} })
  })

  it('leaves nothing of a void, and all of an object whose keys somebody asks for', () => {
    expect(left([sum({ event: 'x', value: 'n' })], null)).toEqual({ data: {} })
    expect(reduceEvent(event({ a: { b: 1, c: 2 }, d: 3 }), [({ data }) => Object.keys((data?.['a'] ?? {}) as object)])).toEqual({ data: { a: { b: 1, c: 2 } } })
  })

  it('does not hide a defect of a reader', () => {
    expect(() => reduceEvent(event({}), [() => { throw new TypeError('a defect') }])).toThrow('a defect')
  })

  it('is read as the event was, broken or not, and cannot be reduced further', () => {
    const meters: readonly Meter[] = [
      sum({ event: 'x', value: 'n', by: ['a.b'], filter: [{ any: [{ path: 'kind', in: ['k', 1] }, { not: { path: 'a.b', from: '1', to: '5' } }] }] }),
      sum({ event: 'x', expression: 'max(n, a.b) * 2' }),
      duration({ event: 'x', allocation: 'kind', phase: 'a.b', per: 'hour' }),
    ]
    const readers = meters.map((meter) => meterReader(meter))
    const leaf = fc.oneof(fc.constantFrom('k', 'open', '7', '-1', 'NaN'), fc.integer({ min: -9, max: 9 }), fc.boolean(), fc.constant(null), fc.constant(['Ada']))
    const data = fc.dictionary(fc.constantFrom('n', 'a', 'kind', 'name', 'b'), fc.oneof(leaf, fc.dictionary(fc.constantFrom('b', 'c'), leaf)), { noNullPrototype: true })
    const outcome = (read: (event: UsageEvent) => unknown, given: UsageEvent) => {
      try {
        return read(given)
      } catch (error) {
        if (!isFarthingError(error)) throw error
        return error.toJSON()
      }
    }
    fc.assert(fc.property(data, (given) => {
      const whole = event(given)
      const rest = { ...whole, ...reduceEvent(whole, readers) }
      for (const read of readers) expect(outcome(read, rest)).toEqual(outcome(read, whole))
      expect(reduceEvent(rest, readers)).toEqual({ data: rest.data })
    }), { numRuns: 1_000 })
  })
})
