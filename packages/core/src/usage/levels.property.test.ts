import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failureOf } from '../errors/failure.js'
import { parseUsageEvent } from '../events/parse-usage-event.js'
import { duration } from '../meters/aggregations/duration.js'
import { timeWeighted } from '../meters/aggregations/time-weighted.js'
import { unique } from '../meters/aggregations/unique.js'
import type { Meter } from '../meters/meter.js'
import { addAll } from '../money/arithmetic.js'
import { arbitraryInstant } from '../testing/arbitrary-events.js'
import type { Interval } from '../time/time-type.js'
import { cutWindows } from '../windows/cut-windows.js'
import { aggregateUsage } from './aggregate-usage.js'
import { carryUsage } from './carry-usage.js'
import { coarsenUsage } from './coarsen-usage.js'
import { mergeUsage, mergeUsageByWindow } from './merge-usage.js'
import type { UsageBucket } from './usage-type.js'

const week: Interval = { from: '2026-10-22T00:00:00.000000Z', to: '2026-10-29T00:00:00.000000Z' }
/** Without evidence, whose laws stand elsewhere, hashing does not slow the runs down. */
const meters = {
  seats: timeWeighted({ event: 'x', value: 'n', reports: 'change', per: 'hour', by: ['region'], evidence: 'none' }),
  storage: timeWeighted({ event: 'x', value: 'n', reports: 'level', per: 'hour', of: 'key', by: ['region'], evidence: 'none' }),
  gpus: duration({ event: 'x', allocation: 'key', phase: 'op', words: { open: ['add'], accrue: ['beat'], close: ['remove'] }, per: 'hour', by: ['region'], evidence: 'none' }),
} as const
const members = unique({ event: 'x', value: 'key', operation: 'op', by: ['region'], evidence: 'none' })

const sent = fc.array(
  fc.record({ time: arbitraryInstant(week), n: fc.integer({ min: 0, max: 9 }), key: fc.constantFrom('a', 'b'), op: fc.constantFrom('add', 'beat', 'remove'), region: fc.constantFrom('eu', 'us') }),
  { maxLength: 6 },
)

const cut = arbitraryInstant(week).filter((at) => at > week.from)

function bucketsOf(events: readonly { readonly time: string }[], asked: { readonly [meter: string]: Meter }, cuts: readonly string[]): readonly UsageBucket[] {
  const reports = events.map(({ time, ...data }, index) => parseUsageEvent({ id: `${index}`, source: 's', type: 'x', subject: 'u', time, data }))
  return aggregateUsage(reports, { meters: asked, subscriptions: [{ id: 's', account: 'a', subjects: ['u'], ...week, cuts: [...cuts].sort() }] }).buckets
}

describe('levels', () => {
  test('the windows of an interval add up to the interval, wherever it is cut', () => {
    fc.assert(fc.property(sent, fc.array(cut, { maxLength: 4 }), (events, cuts) => {
      const buckets = bucketsOf(events, meters, cuts)
      const parts = mergeUsageByWindow(buckets, cutWindows([week], [...cuts].sort()))
      for (const whole of mergeUsage(buckets, week)) {
        const own = parts.filter(({ meter, dimensions }) => meter === whole.meter && dimensions['region'] === whole.dimensions['region'])
        expect(addAll(own.map(({ quantity }) => quantity))).toBe(whole.quantity)
        expect(own.reduce((sum, { events: each }) => sum + each, 0)).toBe(whole.events)
      }
    }), { numRuns: 400 })
  })

  test('what is carried stands on its own: buckets before it are not needed', () => {
    fc.assert(fc.property(sent, cut, cut, (events, a, b) => {
      fc.pre(a !== b)
      const [from, to] = [a, b].sort() as [string, string]
      const buckets = bucketsOf(events, { ...meters, members }, [from, to])
      const carried = carryUsage(buckets, { from, to })
      const figures = (of: readonly UsageBucket[]) => mergeUsage(of, { from, to }).map(({ evidence: _, ...usage }) => usage)
      expect(figures(carried)).toEqual(figures(buckets))
      expect(carryUsage(carried, { from, to })).toEqual(carried)
      expect(figures(coarsenUsage(carried, { from, to }))).toEqual(figures(buckets))
      const later = { from: to, to: week.to }
      if (to < week.to) expect(carryUsage([...carried, ...buckets.filter((each) => each.from >= to)], later)).toEqual(carryUsage(buckets, later))
    }), { numRuns: 400 })
  })

  test('quantities of levels add up over dimensions that are not kept apart', () => {
    fc.assert(fc.property(sent, (events) => {
      const buckets = bucketsOf(events, meters, [])
      const apart = mergeUsage(buckets, week)
      for (const usage of mergeUsage(buckets, week, { by: [] })) {
        expect(usage.quantity).toBe(addAll(apart.filter(({ meter }) => meter === usage.meter).map(({ quantity }) => quantity)))
      }
    }), { numRuns: 400 })
  })

  test('a window that starts before a carried level is refused, because what held before is not known', () => {
    const noon = '2026-10-24T12:00:00.000000Z'
    const buckets = bucketsOf([{ time: '2026-10-23T00:00:00.000000Z', n: 5, key: 'a', op: 'add', region: 'eu' } as { readonly time: string }], { seats: meters.seats }, [noon])
    const carried = carryUsage(buckets, { from: noon, to: week.to })
    expect(carried).toMatchObject([{ events: 0, from: noon, to: '2026-10-24T12:01:00.000000Z', opening: '5', state: { change: '0', moment: '0' } }])
    expect(mergeUsage(carried, { from: noon, to: week.to })).toMatchObject([{ quantity: '540', events: 0 }])
    try {
      mergeUsage(carried, week)
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error)).toMatchObject({ code: 'window.invalid', facts: { from: noon } })
    }
  })

  test('a meter that keeps no evidence keeps none of its levels either', () => {
    const noon = '2026-10-24T12:00:00.000000Z'
    const buckets = bucketsOf([{ time: '2026-10-23T00:00:00.000000Z', n: 5, region: 'eu' } as { readonly time: string }], { seats: meters.seats }, [noon])
    expect(carryUsage(buckets, { from: noon, to: week.to })).toMatchObject([{ events: 0, evidence: 'none' }])
    expect(mergeUsage(buckets, { from: noon, to: week.to })).toMatchObject([{ events: 0, evidence: 'none', quantity: '540' }])
  })
})
