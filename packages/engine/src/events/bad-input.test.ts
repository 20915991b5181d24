import { describe, expect, it } from 'vitest'
import { acmeBilling, october, tokens } from '../test/sample-billing.js'

/** A batch of one bad event between good ones: what becomes of the bad one, and that all else is as if it were not there. */
const cases: readonly { readonly name: string; readonly event: unknown; readonly rejected?: string; readonly quarantined?: string }[] = [
  { name: 'a number that is not finite', event: tokens('bad', '', { data: { count: Number.NaN } }), rejected: 'json.unsupported' },
  { name: 'an infinite number', event: tokens('bad', '', { data: { count: Number.POSITIVE_INFINITY } }), rejected: 'json.unsupported' },
  { name: 'a number with more digits than it can hold', event: tokens('bad', '', { data: { count: 0.1 + 0.2 } }), rejected: 'json.number_inexact' },
  { name: 'text that says NaN', event: tokens('bad', 'NaN'), quarantined: 'meter.value_invalid' },
  { name: 'text that says Infinity', event: tokens('bad', '-Infinity'), quarantined: 'meter.value_invalid' },
  { name: 'an exponent', event: tokens('bad', '1e9'), quarantined: 'meter.value_invalid' },
  { name: 'a value of 39 digits', event: tokens('bad', '9'.repeat(39)), quarantined: 'meter.value_invalid' },
  { name: 'a value of a million digits', event: tokens('bad', '9'.repeat(1_000_000)), rejected: 'event.too_large' },
  { name: 'a negative value', event: tokens('bad', '-0.000001'), quarantined: 'meter.value_negative' },
  { name: 'a missing path', event: tokens('bad', '', { data: { model: 'large' } }), quarantined: 'meter.value_missing' },
  { name: 'a value that is null', event: tokens('bad', '', { data: { count: null } }), quarantined: 'meter.value_missing' },
  { name: 'a value that is an object', event: tokens('bad', '', { data: { count: { amount: '1' } } }), quarantined: 'meter.value_invalid' },
  { name: 'a time without zone', event: tokens('bad', '1', { time: '2026-10-14T09:00:00' }), rejected: 'time.zone_missing' },
  { name: 'the year 275760', event: tokens('bad', '1', { time: '+275760-09-13T00:00:00Z' }), rejected: 'time.out_of_range' },
  { name: 'the year 0', event: tokens('bad', '1', { time: '0000-01-01T00:00:00Z' }), rejected: 'time.out_of_range' },
  { name: 'a leap second', event: tokens('bad', '1', { time: '2016-12-31T23:59:60Z' }), rejected: 'time.leap_second' },
  { name: '30 February', event: tokens('bad', '1', { time: '2026-02-30T00:00:00Z' }), rejected: 'time.impossible' },
  { name: 'a time that is a Date', event: tokens('bad', '1', { time: new Date(0) }), rejected: 'event.invalid' },
  { name: 'a group value of 1 MB', event: tokens('bad', '', { data: { count: '1', model: 'x'.repeat(1_048_576) } }), rejected: 'event.too_large' },
  { name: 'a group value of 257 characters', event: tokens('bad', '', { data: { count: '1', model: 'x'.repeat(257) } }), quarantined: 'meter.dimension_invalid' },
  { name: 'a group value that is a list', event: tokens('bad', '', { data: { count: '1', model: ['large'] } }), quarantined: 'meter.dimension_invalid' },
  { name: 'a lone surrogate', event: tokens('bad', '', { data: { count: '1', model: '\ud800' } }), rejected: 'text.malformed' },
  { name: 'an id of 257 characters', event: tokens('x'.repeat(257), '1'), rejected: 'text.too_long' },
  { name: 'an empty subject', event: tokens('bad', '1', { subject: '' }), rejected: 'text.empty' },
  { name: 'data nested 100 levels', event: tokens('bad', '', { data: JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`) as unknown }), rejected: 'json.too_deep' },
  { name: 'data that is a list', event: tokens('bad', '', { data: [1] }), rejected: 'event.invalid' },
  { name: 'a void at revision 0', event: tokens('bad', '', { data: null }), rejected: 'event.invalid' },
  { name: 'a revision that is no integer', event: tokens('bad', '1', { revision: 1.5 }), rejected: 'event.invalid' },
  { name: 'another version of CloudEvents', event: tokens('bad', '1', { specversion: '0.3' }), rejected: 'event.invalid' },
  { name: 'no object', event: 42, rejected: 'event.invalid' },
  { name: 'nothing', event: undefined, rejected: 'event.invalid' },
]

describe('bad input at the door', () => {
  it.each(cases)('$name', async ({ event, rejected, quarantined }) => {
    const billing = await acmeBilling()
    const { counts, refused } = await billing.events.ingest([tokens('first', '1'), event, tokens('last', '2')])
    expect(refused.map(({ index, failure }) => [index, failure.code])).toEqual(rejected === undefined ? [] : [[1, rejected]])
    expect(counts).toEqual({ received: 3, accepted: rejected === undefined ? 3 : 2, duplicate: 0, conflict: 0, unattached: 0, rejected: rejected === undefined ? 0 : 1 })
    const current = await billing.usage.current(october)
    expect(current.usage.map(({ quantity, events }) => [quantity, events])).toEqual([['3', 2]])
    expect(current.quarantined.map(({ id, meter, failure }) => [id, meter, failure.code])).toEqual(quarantined === undefined ? [] : [['bad', 'tokens', quarantined]])
    const { items } = await billing.events.list({ status: 'quarantined' })
    expect(items.flatMap(({ readings }) => readings.map((reading) => 'failure' in reading && reading.failure.code))).toEqual(quarantined === undefined ? [] : [quarantined])
    const census = await billing.events.census()
    const sum = Object.values(census.rejected).reduce((total, count) => total + count, census.kept + census.duplicate + census.conflict)
    expect([census.received, sum]).toEqual([3, 3])
    expect(await billing.events.count()).toMatchObject({ events: census.kept, readings: { metered: 2, quarantined: quarantined === undefined ? 0 : 1 } })
  })

  it('all of it in one batch: the good events commit', async () => {
    const billing = await acmeBilling()
    const batch = cases.flatMap(({ event }, index) => [typeof event === 'object' && event !== null && 'id' in event && event.id === 'bad' ? { ...event, id: `bad ${index}` } : event, tokens(`good ${index}`, '1')])
    const { counts, refused } = await billing.events.ingest(batch)
    expect(counts).toMatchObject({ received: 2 * cases.length, rejected: cases.filter(({ rejected }) => rejected !== undefined).length })
    expect(refused.every(({ index }) => index % 2 === 0)).toBe(true)
    expect((await billing.usage.current(october)).usage.map(({ quantity }) => quantity)).toEqual([String(cases.length)])
  })

  it('an event of a period that reaches beyond the year 9999 is kept, and keeps no other one out', async () => {
    const billing = await acmeBilling()
    const { counts, late } = await billing.events.ingest([tokens('far', '1', { time: '9999-12-20T00:00:00Z' }), tokens('good', '2')])
    expect([counts.accepted, late]).toEqual([2, []])
    expect((await billing.usage.current(october)).usage.map(({ quantity }) => quantity)).toEqual(['2'])
  })
})
