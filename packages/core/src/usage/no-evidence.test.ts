import { describe, expect, test } from 'vitest'
import type { UsageEvent } from '../events/usage-event.js'
import type { Meter } from '../meters/meter.js'
import { aggregateUsage } from './aggregate-usage.js'
import { mergeUsage } from './merge-usage.js'

const hour = { from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T10:00:00.000000Z' }
const subscriptions = [{ id: 's1', account: 'acme', subjects: ['acme'], from: '2026-10-01T00:00:00.000000Z' }]
const tokens: Meter = { event: 'llm.tokens', aggregation: 'sum', value: 'count' }
const events = ['00', '20'].map((minute): UsageEvent => ({
  id: minute, source: 'api', type: 'llm.tokens', subject: 'acme', time: `2026-10-14T09:${minute}:00.000000Z`, data: { count: 5 }, revision: 0,
}))

describe('a meter without evidence', () => {
  test('has the same usage but for the evidence, which says so, and leaves that of other meters', () => {
    const both = aggregateUsage(events, { meters: { tokens, plain: { ...tokens, evidence: 'none' } }, subscriptions }).buckets
    const [plain, proven] = [both.filter(({ meter }) => meter === 'plain'), both.filter(({ meter }) => meter === 'tokens')]
    expect(plain.map(({ evidence }) => evidence)).toEqual(['none', 'none'])
    expect(proven.map(({ evidence }) => evidence.length)).toEqual([64, 64])
    expect(plain.map((bucket) => ({ ...bucket, meter: 'tokens', evidence: '' }))).toEqual(proven.map((bucket) => ({ ...bucket, evidence: '' })))
    expect(proven).toEqual(aggregateUsage(events, { meters: { tokens: { ...tokens, evidence: 'merkle' } }, subscriptions }).buckets)
  })

  test('computes no digest for its events', () => {
    let leaves = 0
    const digest = (bytes: Uint8Array) => {
      if (bytes[0] === 0x00 && bytes.length === 1 + 32 + 4 + 32) leaves += 1
      return new Uint8Array(32).fill(bytes.length)
    }
    const [event] = events
    aggregateUsage([event!], { meters: { tokens: { ...tokens, evidence: 'none' } }, subscriptions, digest })
    expect(leaves).toBe(0)
    aggregateUsage([event!], { meters: { tokens }, subscriptions, digest })
    expect(leaves).toBe(1)
  })

  test('gives none to what it is merged into', () => {
    const { buckets } = aggregateUsage(events, { meters: { tokens: { ...tokens, evidence: 'none' } }, subscriptions })
    expect(mergeUsage(buckets, hour)).toMatchObject([{ quantity: '10', events: 2, evidence: 'none' }])
    const mixed = buckets.map((bucket, index) => (index === 0 ? bucket : { ...bucket, evidence: 'ab'.repeat(32) }))
    expect(mergeUsage(mixed, hour)).toMatchObject([{ evidence: 'none' }])
  })
})
