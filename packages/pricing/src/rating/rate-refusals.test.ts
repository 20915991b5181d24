import type { UsageBucket } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { rate } from './rate.js'
import { october, october2026, subscription, used } from './test/october.js'

describe('usage that is refused', () => {
  it.each([
    ['of another subscription', [used('1', { subscription: 'other' })], 'rating.usage_outside', 'usage[0].subscription'],
    ['from before the period', [used('1'), used('1', { from: '2026-09-30T21:45:00.000000Z', dimensions: { a: 'b' } })], 'rating.usage_outside', 'usage[1]'],
    ['until after the period', [used('1', { to: '2026-10-31T23:15:00.000000Z' })], 'rating.usage_outside', 'usage[0]'],
    ['counted twice', [used('1'), used('1')], 'rating.usage_overlaps', 'usage[1]'],
    ['in overlapping windows', [used('1', { from: '2026-10-02T00:00:00.000000Z' }), used('1', { to: '2026-10-02T00:15:00.000000Z' })], 'rating.usage_overlaps', 'usage[0]'],
  ] as const)('usage %s', (_, usage, code, field) => {
    expect(() => rate(october2026({ facts: { usage } }))).toThrow(expect.objectContaining({ code, field }))
  })

  it('usage while the subscription does not run', () => {
    const input = october2026()
    const later = { ...subscription, from: '2027-01-01T00:00:00.000000Z' }
    expect(() => rate({ ...input, contract: { ...input.contract, subscription: later } })).toThrow(
      expect.objectContaining({ code: 'rating.usage_outside', field: 'usage[0]' }),
    )
  })

  it('more than a million buckets', () => {
    const usage = Array<UsageBucket>(1_000_001).fill(used('1'))
    expect(() => rate(october2026({ facts: { usage } }))).toThrow(expect.objectContaining({ code: 'rating.too_large', field: 'usage' }))
  })

  it('a period that ends before it starts', () => {
    expect(() => rate(october2026({ period: { from: october.to, to: october.from } }))).toThrow(
      expect.objectContaining({ code: 'period.ends_before_start' }),
    )
  })
})
