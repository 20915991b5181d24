import { aggregateUsage, mergeUsage, timeWeighted, type UsageBucket } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { october, used } from './test/october.js'
import { groupUsage } from './usage-group.js'

const whole = { billed: october, period: october }
const component = { price: { model: 'per_unit', unit: '1' }, meter: 'tokens' } as const

describe('groupUsage', () => {
  it('has one group of nothing without usage, and none where dimensions are priced apart', () => {
    expect(groupUsage(component, [], whole)).toEqual([{ dimensions: {}, quantity: '0', usage: [] }])
    expect(groupUsage({ ...component, by: ['model'] }, [], whole)).toEqual([])
  })

  it('orders groups by their dimensions as canonical JSON', () => {
    const buckets = ['small', 'large', null].map((model) => used('1', { dimensions: { model } }))
    expect(groupUsage({ ...component, by: ['model'] }, buckets, whole).map(({ dimensions }) => dimensions.model)).toEqual(['large', 'small', null])
  })

  it('refuses a dimension that usage does not keep apart', () => {
    expect(() => groupUsage({ ...component, by: ['region'] }, [used('1', { dimensions: { model: 'large' } })], whole)).toThrow(
      expect.objectContaining({ code: 'meter.invalid' }),
    )
  })

  it('gives the quantity and the usage of the merged buckets', () => {
    const middle = '2026-10-14T09:00:00.000000Z'
    const buckets: readonly UsageBucket[] = [used('2', { to: middle }), used('3', { from: middle })]
    expect(groupUsage(component, buckets, whole)).toEqual([{ dimensions: {}, quantity: '5', usage: mergeUsage(buckets, october, { by: [] }) }])
  })

  it('measures a level per period against the whole period, also when only a part is billed', () => {
    const period = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
    const billed = { from: '2026-10-15T00:00:00.000000Z', to: period.to }
    const tenSeats = { id: '1', source: 'app', type: 'seats', subject: 'acme', time: billed.from, data: { change: '10' }, revision: 0 }
    const { buckets } = aggregateUsage([tenSeats], {
      meters: { seats: timeWeighted({ event: 'seats', value: 'change', reports: 'change', per: 'period' }) },
      subscriptions: [{ id: 'acme', account: 'acme', subjects: ['acme'], from: billed.from }],
    })
    expect(groupUsage({ price: component.price, meter: 'seats' }, buckets, { billed, period })[0]?.quantity).toBe('170/31')
  })
})
