import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseUsageEvent } from '../events/parse-usage-event.js'
import type { Meter } from '../meters/meter.js'
import { aggregateUsage } from './aggregate-usage.js'
import { joinBuckets } from './join-buckets.js'
import type { UsageBucket } from './usage-type.js'

const about = { event: 'x', by: ['region'], evidence: 'none' } as const
const meters: { readonly [meter: string]: Meter } = {
  count: { ...about, aggregation: 'count' },
  sum: { ...about, value: 'n', aggregation: 'sum', factor: '0.5', rounding: { mode: 'half-even', exponent: 0 } },
  ...Object.fromEntries(['avg', 'max', 'min', 'first', 'latest', 'unique'].map((aggregation) => [aggregation, { ...about, value: 'n', aggregation }])),
}

const sent = fc.array(
  fc.record({ isLate: fc.boolean(), time: fc.constantFrom('2026-10-14T09:00:00Z', '2026-10-14T09:07:00Z', '2026-10-14T09:15:00Z'), n: fc.constantFrom('1', '2.5', '7', 'broken'), region: fc.constantFrom('eu', 'us') }),
  { maxLength: 8 },
)

function bucketsOf(events: readonly { readonly time: string; readonly id: string }[], chosen = meters): readonly UsageBucket[] {
  const reports = events.map(({ time, id, ...data }) => parseUsageEvent({ id, source: 's', type: 'x', subject: 'u', time, data }))
  return aggregateUsage(reports, { meters: chosen, subscriptions: [{ id: 's', account: 'a', subjects: ['u'], from: '2026-10-01T00:00:00.000000Z' }] }).buckets
}

const keyOf = ({ meter, dimensions, from }: UsageBucket): string => JSON.stringify([meter, dimensions, from])
const inOrder = (buckets: readonly UsageBucket[]) => buckets.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

describe('buckets of two sets of events', () => {
  test('join to those of all events', () => {
    fc.assert(fc.property(sent, (events) => {
      const numbered = events.map((event, index) => ({ ...event, id: String(index) }))
      const [early, late] = [numbered.filter(({ isLate }) => !isLate), numbered.filter(({ isLate }) => isLate)]
      expect(inOrder(joinBuckets(bucketsOf(early), bucketsOf(late)))).toEqual(inOrder(bucketsOf(numbered)))
    }), { numRuns: 1_000 })
  })

  test('do not join where they keep evidence, which two roots do not make', () => {
    const own = bucketsOf([{ id: '0', time: '2026-10-14T09:00:00Z' }], { count: { event: 'x', aggregation: 'count' } })
    expect(joinBuckets(own, [])).toEqual(own)
    expect(() => joinBuckets(own, own)).toThrow('keep no evidence')
  })
})
