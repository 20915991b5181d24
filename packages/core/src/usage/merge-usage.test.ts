import { describe, expect, test } from 'vitest'
import { failureOf, type Failure } from '../errors/failure.js'
import type { Interval } from '../time/time-type.js'
import { mergeUsage, mergeUsageByWindow } from './merge-usage.js'
import { usageDigest } from './usage-digest.js'
import type { UsageBucket } from './usage-type.js'

const window = (from: string, to: string): Interval => ({ from: `2026-10-14T${from}:00.000000Z`, to: `2026-10-14T${to}:00.000000Z` })
const bucket = (from: string, to: string, quantity: `${number}`, model = 'large'): UsageBucket => ({
  subscription: 's1', meter: 'tokens', dimensions: { model, region: 'eu' }, ...window(from, to), quantity, events: 1, evidence: 'ab'.repeat(32), aggregation: 'sum', state: quantity,
})
const buckets = [bucket('09:00', '09:15', '0.1'), bucket('09:45', '10:00', '0.2'), bucket('10:00', '10:15', '4', 'small'), bucket('10:45', '11:00', '8')]

describe('mergeUsageByWindow', () => {
  const hours = [window('09:00', '10:00'), window('10:00', '11:00'), window('11:00', '12:00')]

  test('one usage per window and group that was used', () => {
    expect(mergeUsageByWindow(buckets, hours).map(({ dimensions, from, quantity, events }) => [dimensions['model'], from.slice(11, 16), quantity, events])).toEqual([
      ['large', '09:00', '0.3', 2],
      ['large', '10:00', '8', 1],
      ['small', '10:00', '4', 1],
    ])
  })

  test('merges over dimensions that are not kept', () => {
    expect(mergeUsageByWindow(buckets, hours, { by: [] }).map(({ dimensions, quantity }) => [dimensions, quantity])).toEqual([[{}, '0.3'], [{}, '12']])
    expect(mergeUsage(buckets, window('09:00', '11:00'), { by: ['region'] })).toMatchObject([{ dimensions: { region: 'eu' }, quantity: '12.3', events: 4 }])
  })

  test('leaves out what lies outside every window', () => {
    expect(mergeUsage(buckets, window('09:30', '10:00'))).toMatchObject([{ quantity: '0.2' }])
    expect(mergeUsage(buckets, window('12:00', '13:00'))).toEqual([])
    expect(mergeUsageByWindow(buckets, [])).toEqual([])
  })

  test('the result is usage that merges no further', () => {
    expect(Object.keys(mergeUsage(buckets, window('09:00', '11:00'))[0] ?? {})).not.toContain('state')
  })

  test.each<[what: string, windows: readonly Interval[], by: readonly string[] | undefined, code: string, field: string]>([
    ['a bucket that reaches into a window', [window('09:10', '10:00')], undefined, 'window.invalid', 'buckets'],
    ['a bucket that reaches out of a window', [window('09:00', '09:10')], undefined, 'window.invalid', 'buckets'],
    ['a bucket around a window', [window('09:05', '09:10')], undefined, 'window.invalid', 'buckets'],
    ['an empty window', [window('09:00', '09:00')], undefined, 'window.invalid', 'windows[0]'],
    ['windows that overlap', [window('09:00', '10:00'), window('09:45', '11:00')], undefined, 'window.invalid', 'windows[1]'],
    ['a dimension that the meter does not keep', hours, ['modle'], 'meter.invalid', 'by'],
  ])('refuses %s', (_, windows, by, code, field) => {
    expect(failed(() => mergeUsageByWindow(buckets, windows, by === undefined ? {} : { by }))).toMatchObject({ code, field })
  })
})

describe('usageDigest', () => {
  const [first, second] = buckets as [UsageBucket, UsageBucket]

  test('covers what rating reads', () => {
    const digests = [
      usageDigest([]),
      usageDigest([first]),
      usageDigest([first, second]),
      usageDigest([{ ...first, quantity: '0.2' }]),
      usageDigest([{ ...first, parts: [{ key: 'a', quantity: '0.1' }] }]),
      usageDigest([{ ...first, parts: [{ key: 'a', quantity: '0.1', snapshot: { unitPrice: '2' } }] }]),
      usageDigest([{ ...first, meter: 'calls' }]),
      usageDigest([{ ...first, subscription: 's2' }]),
      usageDigest([{ ...first, dimensions: { ...first.dimensions, model: null } }]),
      usageDigest([{ ...first, from: second.from }]),
      usageDigest([{ ...first, to: second.to }]),
    ]
    expect(new Set(digests).size).toBe(digests.length)
  })

  test('covers neither order nor what stands behind a quantity, so a correction that is taken back is rated alike', () => {
    expect(usageDigest([second, first])).toBe(usageDigest([first, second]))
    expect(usageDigest([{ ...first, events: 3, evidence: 'cd'.repeat(32) }])).toBe(usageDigest([first]))
  })
})

function failed(work: () => unknown): Failure | undefined {
  try {
    work()
  } catch (error) {
    return failureOf(error)
  }
  return undefined
}
