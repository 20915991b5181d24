import { add, addAll, compareBytes, multiply, type Exact } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proratedShare } from '../../adjustments/proration/prorated-share.js'
import { prorateChange } from '../../adjustments/proration/prorate-change.js'
import { plan } from '../../catalog/plan.js'
import { flat } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import { acme, changed, november, versions } from '../../catalog/test/november.js'
import { rateSegments, type RatedSegments } from './rate-segments.js'
import { inputOf, used } from './test/rate-november.js'

/** Instants of November by their second, so that cuts fall anywhere. */
const moment = fc.integer({ min: 1, max: 30 * 86_400 - 1 }).map((second) => new Date(Date.UTC(2026, 10, 1) + second * 1000).toISOString().replace('Z', '000Z'))
const moments = fc.uniqueArray(moment, { minLength: 1, maxLength: 3 }).map((cuts) => cuts.sort(compareBytes))
/** A change may be known before the period, or only when it holds. */
const known = fc.boolean()

/** The same day and time a month earlier. */
const inOctober = (cut: string): string => cut.replace('2026-11', '2026-10')

const fees = ({ charges }: Pick<RatedSegments, 'charges'>): Exact => addAll(charges.filter(({ meter }) => meter === undefined).map(({ amount }) => amount))
const share = (from: string, to: string): Exact => proratedShare({ part: { from, to }, period: november })

/** Alternates between both plans at the cuts. */
function alternating(cuts: readonly string[], isKnown: boolean) {
  return changed(...cuts.map((at, index) => {
    const { plan, version } = index % 2 === 0 ? versions.team : versions.pro
    return { kind: 'plan', at, plan, planVersion: version, decidedAt: isKnown ? acme.from : at }
  }))
}

describe('segments of a period', () => {
  it('cost what each plan costs for its time, credits included', () => {
    fc.assert(
      fc.property(moments, known, (cuts, isKnown) => {
        const bounds = [november.from, ...cuts, november.to]
        const due = bounds.slice(1).map((to, index) => multiply(index % 2 === 0 ? '60' : '120', share(bounds[index] ?? '', to)))
        expect(fees(rateSegments(inputOf(alternating(cuts, isKnown))))).toBe(addAll(due))
      }),
      { numRuns: 1000 },
    )
  })

  it('sum to the whole where nothing but the id of the version changes: slices are neither lost nor counted twice', () => {
    fc.assert(
      fc.property(moments, known, (cuts, isKnown) => {
        const overrides = cuts.map((at) => ({ kind: 'override', at, component: 'base', price: versions.pro.content.components['base']?.price, decidedAt: isKnown ? acme.from : at }))
        expect(fees(rateSegments(inputOf(changed(...overrides))))).toBe('60')
      }),
      { numRuns: 1000 },
    )
  })

  it('sum to the whole by local days too, in a month with a change of clocks', () => {
    const october = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }
    const byDay = publishPlan('daily', plan({ currency: 'EUR', every: 'month' }, { base: flat('31', { billing: 'advance', proration: 'day' }) }))
    fc.assert(
      fc.property(moments, known, (cuts, isKnown) => {
        const { changes } = changed(...cuts.map((cut) => ({ kind: 'override', at: inOctober(cut), component: 'base', price: { model: 'flat', amount: '31' }, decidedAt: isKnown ? october.from : inOctober(cut) })))
        const subscription = { ...acme, plan: 'daily', planVersion: byDay.version, zone: 'Europe/Berlin', from: october.from, changes: changes ?? [] }
        expect(fees(rateSegments(inputOf(subscription, [], { versions: [byDay], period: october })))).toBe('31')
      }),
      { numRuns: 1000 },
    )
  })

  it('credit and charge what prorateChange says', () => {
    fc.assert(
      fc.property(moment, (at) => {
        const { net } = prorateChange({ at, period: november, items: [{ kind: 'credit', amount: '60' }, { kind: 'charge', amount: '120' }] })
        expect(fees(rateSegments(inputOf(alternating([at], false))))).toBe(add('60', net))
      }),
      { numRuns: 1000 },
    )
  })

  it('have charges under keys of their own', () => {
    fc.assert(
      fc.property(moments, known, (cuts, isKnown) => {
        const { charges } = rateSegments(inputOf(alternating(cuts, isKnown), [used('calls', '7', 3)]))
        expect(new Set(charges.map(({ chargeKey }) => chargeKey)).size).toBe(charges.length)
      }),
      { numRuns: 200 },
    )
  })

  it('charge or name all usage, whatever pauses', () => {
    fc.assert(
      fc.property(moments, (cuts) => {
        const pauses = changed(...cuts.map((at, index) => ({ kind: index % 2 === 0 ? 'pause' : 'resume', at })))
        const quarter = (date: number) => used('calls', '5', date)
        const usage = [2, 9, 17, 28].map(quarter).filter(({ from, to }) => !cuts.some((cut) => from < cut && cut < to))
        const { charges, unrated } = rateSegments(inputOf(pauses, usage))
        const charged = addAll(charges.filter(({ meter }) => meter === 'calls').map(({ quantity }) => quantity))
        expect(add(charged, addAll(unrated.map(({ quantity }) => quantity)))).toBe(addAll(usage.map(({ quantity }) => quantity)))
      }),
      { numRuns: 1000 },
    )
  })
})
