import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectiveEvents } from '../events/effective-events.js'
import { canonicalJson } from '../evidence/canonical-json.js'
import type { Json } from '../evidence/json.js'
import type { Meter } from '../meters/meter.js'
import { arbitraryInstant, arbitraryReports } from '../testing/arbitrary-events.js'
import { bucketStart } from '../windows/bucket.js'
import { cutWindows } from '../windows/cut-windows.js'
import { windowsOf } from '../windows/windows-of.js'
import { aggregateUsage } from './aggregate-usage.js'
import { mergeUsageByWindow } from './merge-usage.js'
import type { SubscriptionCandidate } from './resolve-subscription.js'

const week = { from: '2026-10-22T00:00:00.000000Z', to: '2026-10-29T00:00:00.000000Z' }
const meters: { readonly [meter: string]: Meter } = {
  tokens: { event: 'llm.tokens', aggregation: 'sum', value: 'count', by: ['model'] },
  calls: { event: 'llm.tokens', aggregation: 'count', grid: 'minute' },
}
const cuts = ['2026-10-24T22:00:00.000000Z', '2026-10-26T10:07:00.000001Z']
const subscription: SubscriptionCandidate = { id: 's1', account: 'acme', subjects: ['acme', 'bolt'], from: '2026-10-01T00:00:00.000000Z', cuts }
const subscriptions = [subscription]
const reports = arbitraryReports()
const usageAt = (given: Parameters<typeof aggregateUsage>[0]) => aggregateUsage(given, { meters, subscriptions }).buckets

test('rewind: events from an instant on, replayed into a fresh tally, give the buckets from there on byte for byte', () => {
  fc.assert(fc.property(reports, arbitraryInstant(), (given, at) => {
    const since = bucketStart(at)
    const whole = usageAt(given).filter(({ from }) => from >= since)
    // The effective event decides where a report belongs: an amendment may have moved it.
    const effective = effectiveEvents(given).effective.map(({ event }) => event)
    expect(text(usageAt(effective.filter(({ time }) => time >= since)))).toBe(text(whole))
  }), { numRuns: 1_000 })
})

test('I-MERGE: windows of minutes and of ISO durations, cut at plan changes, hold what aggregating their events directly gives', () => {
  const tilings = (['minute', 'PT5M', 'PT90M', 'P1D'] as const).map((unit) => {
    // Minutes of the usage of a day would be many windows; a meter of quarter hours merges into none of them.
    const interval = unit === 'minute' || unit === 'PT5M' ? { from: '2026-10-26T09:00:00.000000Z', to: '2026-10-26T12:00:00.000000Z' } : week
    return { name: unit === 'P1D' ? 'tokens' : 'calls', interval, windows: cutWindows(windowsOf(unit, interval, 'Australia/Lord_Howe'), cuts) }
  })
  const crowded = arbitraryReports({ within: { from: '2026-10-26T09:30:00.000000Z', to: '2026-10-26T10:30:00.000000Z' }, types: ['llm.tokens'] })
  fc.assert(fc.property(fc.oneof(reports, crowded), fc.constantFrom(...tilings), (given, { name, windows }) => {
    const effective = effectiveEvents(given).effective.map(({ event }) => event)
    const merged = mergeUsageByWindow(usageAt(effective).filter(({ meter }) => meter === name), windows)
    for (const window of windows.filter(({ from, to }) => effective.some(({ time }) => from <= time && time < to))) {
      const inside = effective.filter(({ time }) => window.from <= time && time < window.to)
      const direct = mergeUsageByWindow(usageAt(inside).filter(({ meter }) => meter === name), [window])
      expect(text(merged.filter(({ from }) => from === window.from))).toBe(text(direct))
    }
    expect(merged.every(({ from, to }) => windows.some((window) => window.from === from && window.to === to))).toBe(true)
  }), { numRuns: 1_000 })
})

test('a grid of minutes keeps up to fifteen times the buckets', () => {
  const busy = Array.from({ length: 24 * 60 }, (_, minute) => ({
    id: `e${minute}`, source: 'api', type: 'llm.tokens', subject: 'acme', time: new Date(Date.UTC(2026, 9, 14, 0, minute)).toISOString().replace('Z', '000Z'), data: { count: '1' }, revision: 0,
  }))
  const buckets = usageAt(busy)
  expect([buckets.filter(({ meter }) => meter === 'calls').length, buckets.filter(({ meter }) => meter === 'tokens').length]).toEqual([1440, 96])
})

test('a meter of quarter hours does not merge into windows of minutes', () => {
  const [window] = windowsOf('PT5M', { from: '2026-10-14T09:05:00.000000Z', to: '2026-10-14T09:10:00.000000Z' }, 'UTC')
  const buckets = usageAt([{ id: 'a', source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-14T09:07:00.000000Z', data: { count: '1' }, revision: 0 }])
  expect(() => mergeUsageByWindow(buckets.filter(({ meter }) => meter === 'tokens'), [window!])).toThrow(/crosses the window/)
})

function text(value: object): string {
  return canonicalJson(JSON.parse(JSON.stringify(value)) as Json)
}
