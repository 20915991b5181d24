import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addAll, aggregateUsage, compare, timeWeighted } from '@farthing/core'
import { bucket, flat, perUnit } from '../../catalog/price-constructors.js'
import { arbitraryRatingInput } from '../../testing/arbitrary-rating.js'
import { rate } from '../rate.js'
import { changed, day, versions } from '../../catalog/test/november.js'
import { rateSegments } from '../segments/rate-segments.js'
import { inputOf, used as usedOn } from '../segments/test/rate-november.js'
import { october, october2026, under, used } from '../test/october.js'
import { quoteOf } from './quote.js'
import { quoteSubscription } from './quote-subscription.js'

const november = { from: october.to, to: '2026-11-30T23:00:00.000000Z' }

describe('quoteSubscription', () => {
  it('over a billing period is what rating says of it', () => {
    fc.assert(
      fc.property(arbitraryRatingInput(), (input) => {
        const { contract, facts, carryIn, period } = input
        const { charges } = rate(input)
        if (charges.length === 0) {
          expect(() => quoteSubscription({ contract, facts, carryIn, over: period })).toThrow(expect.objectContaining({ code: 'rating.fact_missing' }))
        } else {
          const { total, charges: quoted } = quoteSubscription({ contract, facts, carryIn, over: period })
          const expected = quoteOf(charges, contract.planVersion.content.currency)
          expect([total, quoted.map(({ amount, trail }) => [amount, trail])]).toEqual([expected.total, expected.charges.map(({ amount, trail }) => [amount, trail])])
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('over two instants takes the share of fees and the usage between them', () => {
    const { contract } = october2026()
    const early = used('1000000', { from: october.from, to: '2026-10-01T00:00:00.000000Z' })
    const late = used('1200000', { from: '2026-10-14T22:00:00.000000Z', to: '2026-10-15T22:00:00.000000Z' })
    const quote = quoteSubscription({ contract, facts: { usage: [early, late] }, over: { from: '2026-10-14T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' } })
    expect(quote.breakdown).toEqual([
      { label: 'Base fee', calculation: '409/745 * 49.00', amount: '20041/745' },
      { label: 'Overage Charges', calculation: '200000 * 0.0000025', amount: '0.5' },
    ])
  })

  it('takes the fees of the parts of a period to sum to its own', () => {
    const { contract } = under({ base: flat('49') })
    const cuts = [october.from, '2026-10-03T07:00:00.000000Z', '2026-10-24T22:30:00.000001Z', october.to]
    const totals = cuts.slice(1).map((to, index) => quoteSubscription({ contract, facts: { usage: [] }, over: { from: cuts[index] ?? to, to } }).total)
    expect(compare(addAll(totals), '49')).toBe(0)
  })

  it('knows what a level was when the time starts', () => {
    const seats = { id: '1', source: 'app', type: 'seats', subject: 'acme', time: '2026-10-02T00:00:00.000000Z', data: { change: '10' }, revision: 0 }
    const { contract } = under({ seats: perUnit('seats', '745') })
    const { buckets } = aggregateUsage([seats], {
      meters: { seats: timeWeighted({ event: 'seats', value: 'change', reports: 'change', per: 'period' }) },
      subscriptions: [{ id: 'acme', account: 'acme', subjects: ['acme'], from: october.from }],
    })
    // Ten seats for 24 of the 745 hours of October.
    const over = { from: '2026-10-10T00:00:00.000000Z', to: '2026-10-11T00:00:00.000000Z' }
    expect(quoteSubscription({ contract, facts: { usage: buckets }, over }).total).toBe('240')
  })

  it('hands on from period to period', () => {
    const { contract } = under({ tokens: bucket('tokens', { included: '100', overage: '1', rolloverLimit: '50' }) })
    const usage = [used('60'), used('200', november)]
    // 40 of October roll over, so 60 exceed 140.
    expect(quoteSubscription({ contract, facts: { usage }, over: { from: october.from, to: november.to } }).charges.map(({ amount }) => amount)).toEqual(['0', '60'])
    expect(quoteSubscription({ contract, facts: { usage }, over: november, carryIn: { } }).total).toBe('100')
  })

  it('follows a change of plan in the period', () => {
    const toTeam = { kind: 'plan', at: day(16), plan: 'team', planVersion: versions.team.version }
    const input = inputOf(changed(toTeam), [usedOn('calls', '1500', 3), usedOn('calls', '1500', 16)])
    const { charges } = rateSegments(input)
    const whole = quoteSubscription({ contract: input, facts: input.facts, over: input.period })
    expect(whole.charges.map(({ amount }) => amount).sort()).toEqual(charges.map(({ amount }) => amount).sort())
    expect(whole.total).toBe('102.5')
    const cuts = [day(1), day(11), day(20), input.period.to]
    const parts = cuts.slice(1).map((to, index) => quoteSubscription({ contract: input, facts: { usage: [] }, over: { from: cuts[index] ?? to, to } }).total)
    expect(parts).toEqual(['20', '26', '44'])
  })

  it('refuses usage across an end of the time, and a time before the subscription', () => {
    const { contract } = october2026()
    const over = { from: '2026-10-10T00:00:00.000000Z', to: '2026-10-11T00:00:00.000000Z' }
    expect(() => quoteSubscription({ contract, facts: { usage: [used('1')] }, over })).toThrow(expect.objectContaining({ code: 'window.invalid' }))
    const before = { from: '2026-08-01T00:00:00.000000Z', to: '2026-09-01T00:00:00.000000Z' }
    expect(() => quoteSubscription({ contract, facts: { usage: [] }, over: before })).toThrow(expect.objectContaining({ code: 'rating.fact_missing' }))
  })
})
