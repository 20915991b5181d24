import { describe, expect, test } from 'vitest'
import { failureOf, isFarthingError, type FailureCode } from '../index.js'
import { eventLimits } from './event-limits.js'
import { parseUsageEvent, type ParseEventOptions } from './parse-usage-event.js'

const valid = {
  specversion: '1.0',
  id: 'r1',
  source: 'api',
  type: 'llm.tokens',
  subject: 'acme',
  time: '2026-10-14T11:00:00.1234567+02:00',
  datacontenttype: 'application/json; charset=utf-8',
  data: { count: '1400000' },
}

describe('parseUsageEvent', () => {
  test('reads an event into its canonical form', () => {
    expect(parseUsageEvent(valid)).toStrictEqual({
      id: 'r1',
      source: 'api',
      type: 'llm.tokens',
      subject: 'acme',
      time: '2026-10-14T09:00:00.123456Z',
      data: { count: '1400000' },
      revision: 0,
    })
  })

  test('keeps revision, subscription, dataschema and extensions', () => {
    const event = parseUsageEvent({ ...valid, revision: 2, subscription: 'sub-1', dataschema: 'urn:x', traceparent: '00-ab', sampled: true, weight: 3 })
    expect(event).toMatchObject({ revision: 2, subscription: 'sub-1', extensions: { dataschema: 'urn:x', sampled: true, traceparent: '00-ab', weight: 3 } })
  })

  test('takes an attribute that is null for absent, as CloudEvents says', () => {
    expect(parseUsageEvent({ ...valid, specversion: null, subscription: null, revision: null, traceparent: null })).toStrictEqual(parseUsageEvent(valid))
  })

  test('takes the time of the receipt only from a source that is declared so', () => {
    const receivedAt = '2026-10-14T09:00:05.000000Z'
    const timeless = { ...valid, time: null }
    expect(parseUsageEvent(timeless, { receivedAt, timeFromReceipt: true })).toMatchObject({ time: receivedAt, timeFromReceipt: true })
    expect(parseUsageEvent(valid, { receivedAt, timeFromReceipt: true })).toStrictEqual(parseUsageEvent(valid))
    expect(refusal(timeless, { receivedAt })).toEqual(['event.invalid', 'time'])
    expect(refusal(timeless, { timeFromReceipt: true })).toEqual(['event.invalid', 'time'])
  })

  test('reads a void, which names its revision', () => {
    expect(parseUsageEvent({ ...valid, data: null, revision: 1 })).toMatchObject({ data: null, revision: 1 })
    expect(refusal({ ...valid, data: null })).toEqual(['event.invalid', 'data'])
  })

  test('keeps keys such as __proto__ in data and refuses them as attributes', () => {
    const event = parseUsageEvent({ ...valid, data: JSON.parse('{"__proto__":{"polluted":1}}') as object })
    expect(Object.hasOwn(event.data!, '__proto__')).toBe(true)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(refusal(JSON.parse('{"__proto__":"x","id":"r1"}'))).toEqual(['event.invalid', 'source'])
    expect(refusal({ ...valid, ...(JSON.parse('{"x":1}') as object), ['__proto__ ']: 'x' })).toEqual(['event.invalid', '__proto__ '])
  })

  test('does not change with its input', () => {
    const data = { count: '1' }
    const event = parseUsageEvent({ ...valid, data })
    data.count = '2'
    expect(event.data).toEqual({ count: '1' })
  })

  test.each<[what: string, input: unknown, code: FailureCode, field: string]>([
    ['a list', [valid], 'event.invalid', ''],
    ['null', null, 'event.invalid', ''],
    ['text', '{}', 'event.invalid', ''],
    ['another version of CloudEvents', { ...valid, specversion: '0.3' }, 'event.invalid', 'specversion'],
    ['a missing id', { ...valid, id: undefined }, 'event.invalid', 'id'],
    ['an inherited id', Object.assign(Object.create({ id: 'r1' }) as object, { ...valid, id: undefined }), 'event.invalid', 'id'],
    ['an empty id', { ...valid, id: '' }, 'text.empty', 'id'],
    ['an id that is a number', { ...valid, id: 7 }, 'text.malformed', 'id'],
    ['an id of 257 characters', { ...valid, id: 'x'.repeat(257) }, 'text.too_long', 'id'],
    ['NUL in a source', { ...valid, source: 'a\0' }, 'text.malformed', 'source'],
    ['a lone surrogate in a type', { ...valid, type: '\ud800' }, 'text.malformed', 'type'],
    ['a missing subject', { ...valid, subject: null }, 'event.invalid', 'subject'],
    ['a time without zone', { ...valid, time: '2026-10-14T09:00:00' }, 'time.zone_missing', 'time'],
    ['a leap second', { ...valid, time: '2016-12-31T23:59:60Z' }, 'time.leap_second', 'time'],
    ['year 275760', { ...valid, time: '+275760-09-13T00:00:00Z' }, 'time.out_of_range', 'time'],
    ['a time in milliseconds', { ...valid, time: 1_790_000_000_000 }, 'event.invalid', 'time'],
    ['no data', { ...valid, data: undefined }, 'json.unsupported', 'data'],
    ['data left out', withoutData(), 'event.invalid', 'data'],
    ['data that is text', { ...valid, data: 'x' }, 'event.invalid', 'data'],
    ['data that is a list', { ...valid, data: [] }, 'event.invalid', 'data'],
    ['binary data', { ...valid, data_base64: 'AA==' }, 'event.invalid', 'data_base64'],
    ['data in XML', { ...valid, datacontenttype: 'application/xml' }, 'event.invalid', 'datacontenttype'],
    ['an inexact number', { ...valid, data: { count: 12345678901234567890 } }, 'json.number_inexact', 'data.count'],
    ['NaN', { ...valid, data: { count: Number.NaN } }, 'json.unsupported', 'data.count'],
    ['data nested too deep', { ...valid, data: nested(65) }, 'json.too_deep', 'data'],
    ['data above 64 KiB', { ...valid, data: { text: 'ä'.repeat(32_768) } }, 'event.too_large', 'data'],
    ['a fractional revision', { ...valid, revision: 1.5 }, 'event.invalid', 'revision'],
    ['a negative revision', { ...valid, revision: -1 }, 'event.invalid', 'revision'],
    ['a revision as text', { ...valid, revision: '1' }, 'event.invalid', 'revision'],
    ['a revision above 32 bits', { ...valid, revision: 2_147_483_648 }, 'event.invalid', 'revision'],
    ['an empty subscription', { ...valid, subscription: '' }, 'text.empty', 'subscription'],
    ['a name that is no attribute', { ...valid, traceParent: 'x' }, 'event.invalid', 'traceParent'],
    ['an extension that is an object', { ...valid, trace: {} }, 'event.invalid', 'trace'],
    ['an extension above 1,024 characters', { ...valid, trace: 'x'.repeat(1_025) }, 'text.too_long', 'trace'],
    ['a marker that is text', { ...valid, timefromreceipt: 'yes' }, 'event.invalid', 'timefromreceipt'],
    ['49 attributes', { ...valid, ...Object.fromEntries(Array.from({ length: 42 }, (_, index) => [`x${index}`, 1])) }, 'event.too_large', ''],
  ])('refuses %s', (_, input, code, field) => {
    expect(refusal(input)).toEqual([code, field])
  })

  test('accepts every text at its limit', () => {
    const text = 'x'.repeat(eventLimits.textLength)
    expect(parseUsageEvent({ ...valid, id: text, source: text, type: text, subject: text })).toMatchObject({ id: text, subject: text })
    const filler = 'x'.repeat(eventLimits.dataBytes - '{"text":""}'.length)
    expect(parseUsageEvent({ ...valid, data: { text: filler } }).data).toEqual({ text: filler })
    expect(refusal({ ...valid, data: { text: `${filler}x` } })).toEqual(['event.too_large', 'data'])
  })
})

function refusal(input: unknown, options?: ParseEventOptions): readonly [string, string] | undefined {
  try {
    parseUsageEvent(input, options)
    return undefined
  } catch (error) {
    expect(isFarthingError(error)).toBe(true)
    const { code, field } = failureOf(error)
    return [code, field]
  }
}

function withoutData(): object {
  return Object.fromEntries(Object.entries(valid).filter(([name]) => name !== 'data'))
}

function nested(levels: number): object {
  return levels === 1 ? {} : { a: nested(levels - 1) }
}
