import { aggregateUsage, count, max, sum, timeWeighted, type Meter } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { flat, graduated, percentage, perUnit } from '../../catalog/price-constructors.js'
import { rate } from '../rate.js'
import { changed, day, versions } from '../../catalog/test/november.js'
import { inputOf, used as usedOn } from '../segments/test/rate-november.js'
import { october2026, under, used } from '../test/october.js'
import type { RatingInput } from '../rate.js'
import { projectPeriod } from './project-period.js'

const june = { from: '2026-06-01T00:00:00.000000Z', to: '2026-07-01T00:00:00.000000Z' }
const middle = '2026-06-16T00:00:00.000000Z'

/** What was sent by the middle of June, metered. */
function usageOf(meters: { readonly [name: string]: Meter }, sent: readonly (readonly [time: string, data: object])[]) {
  const events = sent.map(([time, data], index) => ({ id: `${index}`, source: 'app', type: 'e', subject: 'acme', time: `2026-06-${time}:00.000000Z`, data: { ...data }, revision: 0 }))
  return aggregateUsage(events, { meters, subscriptions: [{ id: 'acme', account: 'acme', subjects: ['acme'], from: june.from }] }).buckets
}

function inJune(components: Parameters<typeof under>[0], usage: ReturnType<typeof usageOf>): RatingInput {
  const input = under(components)
  return { ...input, facts: { usage }, period: june, contract: { ...input.contract, subscription: { ...input.contract.subscription, zone: 'UTC', anchor: '2026-06-01', from: june.from } } }
}

const meters = {
  scans: sum({ event: 'e', value: 'scans', by: ['model'] }),
  calls: count({ event: 'e' }),
  peak: max({ event: 'e', value: 'peak' }),
  seats: timeWeighted({ event: 'e', value: 'seats', reports: 'change', per: 'period' }),
}
const usage = usageOf(meters, [
  ['02T00:00', { scans: '50', peak: '7', seats: '10', model: 'a' }],
  ['09T00:00', { scans: '25', peak: '9', seats: '0', model: 'b' }],
])
const components = {
  base: flat('100'),
  scans: graduated('scans', [{ upTo: '50', unit: '0' }, { unit: '0.05' }]),
  calls: perUnit('calls', '1'),
  peak: perUnit('peak', '1'),
  seats: perUnit('seats', '3'),
}

describe('projectPeriod', () => {
  it('projects each meter by what it measures, and prices the whole period', () => {
    const { at, features, quote } = projectPeriod({ ...inJune(components, usage), at: middle })
    expect(at).toBe(middle)
    expect(features).toEqual([
      { meter: 'calls', dimensions: {}, used: '2', quantity: '4', method: 'linear' },
      { meter: 'peak', dimensions: {}, used: '9', quantity: '9', method: 'unchanged' },
      { meter: 'scans', dimensions: {}, used: '75', quantity: '150', method: 'linear' },
      { meter: 'seats', dimensions: {}, used: '14/3', quantity: '29/3', method: 'held' },
    ])
    expect(quote.charges.map(({ component, amount }) => [component, amount])).toEqual([['base', '100'], ['calls', '4'], ['peak', '9'], ['scans', '5'], ['seats', '29']])
    expect(quote.total).toBe('147')
  })

  it('keeps groups apart where a component does', () => {
    const { features, quote } = projectPeriod({ ...inJune({ scans: perUnit('scans', '1', { by: ['model'] }) }, usage.filter(({ meter }) => meter === 'scans')), at: middle })
    expect(features.map(({ dimensions, quantity }) => [dimensions.model, quantity])).toEqual([['a', '100'], ['b', '50']])
    expect(quote.total).toBe('150')
  })

  it('is what rating says once the period is over', () => {
    const input = inJune(components, usage)
    const { features, quote } = projectPeriod({ ...input, at: june.to })
    expect(new Set(features.map(({ method }) => method))).toEqual(new Set(['measured']))
    expect(quote.charges.map(({ amount }) => amount)).toEqual(rate(input).charges.map(({ amount }) => amount))
  })

  it('takes another method where told', () => {
    const input = inJune({ peak: perUnit('peak', '1'), calls: perUnit('calls', '1') }, usage)
    const { features } = projectPeriod({ ...input, at: middle, methods: { peak: 'linear', calls: 'unchanged' } })
    expect(features.filter(({ meter }) => meter !== 'scans' && meter !== 'seats')).toMatchObject([{ meter: 'calls', quantity: '2', method: 'unchanged' }, { meter: 'peak', quantity: '18', method: 'linear' }])
  })

  it('counts the time in which the subscription runs', () => {
    const input = inJune({ calls: perUnit('calls', '1') }, usage.filter(({ meter }) => meter === 'calls'))
    const ended = { ...input, contract: { ...input.contract, subscription: { ...input.contract.subscription, to: '2026-06-21T00:00:00.000000Z' } } }
    expect(projectPeriod({ ...ended, at: middle }).features).toMatchObject([{ used: '2', quantity: '8/3', method: 'linear' }])
  })

  it('lets what is still to come fall to the terms that will hold', () => {
    const toTeam = { kind: 'plan', at: day(16), plan: 'team', planVersion: versions.team.version }
    const input = inputOf(changed(toTeam), [usedOn('calls', '2700', 3)])
    const { features, quote } = projectPeriod({ ...input, contract: input, at: day(11) })
    // 270 a day: 4,050 until the 16th, of which 1,000 are free, and 4,050 more.
    expect(features).toEqual([{ meter: 'calls', dimensions: {}, used: '2700', quantity: '8100', method: 'linear' }])
    expect(quote.charges.filter(({ component }) => component === 'calls').map(({ quantity, amount }) => [quantity, amount])).toEqual([['4050', '30.5'], ['4050', '20.25']])
  })

  it('keeps what is priced event by event', () => {
    const input = inJune({ calls: percentage('calls', '10', { fixed: '0.5' }) }, usage.filter(({ meter }) => meter === 'calls'))
    const ratedEvents = ['1', '1'].map((quantity, index) => ({ meter: 'calls', dimensions: {}, occurredAt: june.from, source: 'app', id: `${index}`, quantity }))
    const { features, quote } = projectPeriod({ ...input, facts: { ...input.facts, ratedEvents }, at: middle })
    expect(features).toMatchObject([{ used: '2', quantity: '2', method: 'unchanged' }])
    expect(quote.total).toBe('1.2')
  })

  it('has no trend at the start, nor outside of the subscription', () => {
    const input = inJune(components, [])
    expect(() => projectPeriod({ ...input, facts: { usage }, at: june.from })).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'at' }))
    expect(() => projectPeriod({ ...october2026(), period: { from: '2025-01-01T00:00:00.000000Z', to: '2025-02-01T00:00:00.000000Z' }, at: middle })).toThrow(
      expect.objectContaining({ code: 'rating.fact_missing', field: 'period' }),
    )
    expect(projectPeriod({ ...october2026(), facts: { usage: [used('1')] }, at: october2026().period.to }).quote.total).toBe('49')
  })
})
