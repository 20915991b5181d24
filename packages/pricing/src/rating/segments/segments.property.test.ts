import { add, addAll, compareBytes, multiply, type Exact, type Interval } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prorateChange } from '../../adjustments/proration/prorate-change.js'
import { proratedShare } from '../../adjustments/proration/prorated-share.js'
import { plan } from '../../catalog/plan.js'
import { flat } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import type { Subscription } from '../../catalog/subscription.js'
import { acme, changed, november, versions } from '../../catalog/test/november.js'
import { rateSegments, type RatedSegments } from './rate-segments.js'
import { inputOf, used } from './test/rate-november.js'

type SegmentRater = typeof rateSegments

/** Instants of November by their second, so that cuts fall anywhere. */
const moment = fc.integer({ min: 1, max: 30 * 86_400 - 1 }).map((second) => new Date(Date.UTC(2026, 10, 1) + second * 1000).toISOString().replace('Z', '000Z'))
const moments = fc.uniqueArray(moment, { minLength: 1, maxLength: 2 }).map((cuts) => cuts.sort(compareBytes))
/** A change may be known before the period, or only when it holds. */
const known = fc.boolean()

/** The same day and time a month earlier. */
const inOctober = (cut: string): string => cut.replace('2026-11', '2026-10')
const fees = ({ charges }: Pick<RatedSegments, 'charges'>): Exact => addAll(charges.filter(({ meter }) => meter === undefined).map(({ amount }) => amount))
const share = (from: string, to: string): Exact => proratedShare({ part: { from, to }, period: november })

/** Usage is kept in buckets, so none that an instant cuts comes to rating. */
const isCutBy = (cuts: readonly string[]) => ({ from, to }: Interval): boolean => cuts.some((cut) => from < cut && cut < to)

/** Alternates between both plans at the cuts. */
function alternating(cuts: readonly string[], isKnown: boolean): Subscription {
  return changed(...cuts.map((at, index) => {
    const { plan: name, version } = index % 2 === 0 ? versions.team : versions.pro
    return { kind: 'plan', at, plan: name, planVersion: version, decidedAt: isKnown ? acme.from : at }
  }))
}

const laws = {
  'each plan costs its price for its time, credits included': (rateOf: SegmentRater) => {
    fc.assert(
      fc.property(moments, known, (cuts, isKnown) => {
        const bounds = [november.from, ...cuts, november.to]
        const due = bounds.slice(1).map((to, index) => multiply(index % 2 === 0 ? '60' : '120', share(bounds[index] ?? '', to)))
        expect(fees(rateOf(inputOf(alternating(cuts, isKnown))))).toBe(addAll(due))
      }),
      { numRuns: 1000 },
    )
  },
  'slices by local days sum to the whole in a month with a change of clocks': (rateOf: SegmentRater) => {
    const october = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }
    const byDay = publishPlan('daily', plan({ currency: 'EUR', every: 'month' }, { base: flat('31', { billing: 'advance', proration: 'day' }) }))
    fc.assert(
      fc.property(moments, (cuts) => {
        const { changes = [] } = changed(...cuts.map(inOctober).map((at, index) => (index % 2 === 0 ? { kind: 'pause', at } : { kind: 'resume', at })))
        const others = changed(...cuts.map(inOctober).map((at, index) => (index % 2 === 0 ? { kind: 'resume', at } : { kind: 'pause', at })), { kind: 'pause', at: october.from })
        const subscription = { ...acme, plan: 'daily', planVersion: byDay.version, zone: 'Europe/Berlin', from: october.from }
        const both = [changes, others.changes ?? []].map((each) => fees(rateOf(inputOf({ ...subscription, changes: each }, [], { versions: [byDay], period: october }))))
        expect(addAll(both)).toBe('31')
      }),
      { numRuns: 1000 },
    )
  },
  'a change credits and charges what prorateChange says': (rateOf: SegmentRater) => {
    fc.assert(
      fc.property(moment, (at) => {
        const { net } = prorateChange({ at, period: november, items: [{ kind: 'credit', amount: '60' }, { kind: 'charge', amount: '120' }] })
        expect(fees(rateOf(inputOf(alternating([at], false))))).toBe(add('60', net))
      }),
      { numRuns: 1000 },
    )
  },
  'charges have keys of their own': (rateOf: SegmentRater) => {
    fc.assert(
      fc.property(moments, known, (cuts, isKnown) => {
        const usage = [used('calls', '7', 3)]
        fc.pre(!usage.some(isCutBy(cuts)))
        const { charges } = rateOf(inputOf(alternating(cuts, isKnown), usage))
        expect(new Set(charges.map(({ chargeKey }) => chargeKey)).size).toBe(charges.length)
      }),
      { numRuns: 200 },
    )
  },
  'all usage is charged or named, whatever pauses': (rateOf: SegmentRater) => {
    fc.assert(
      fc.property(moments, (cuts) => {
        const pauses = changed(...cuts.map((at, index) => ({ kind: index % 2 === 0 ? 'pause' : 'resume', at })))
        const usage = [2, 9, 17, 28].map((date) => used('calls', '5', date)).filter((bucket) => !isCutBy(cuts)(bucket))
        const { charges, unrated } = rateOf(inputOf(pauses, usage))
        const charged = addAll(charges.filter(({ meter }) => meter === 'calls').map(({ quantity }) => quantity))
        expect(add(charged, addAll(unrated.map(({ quantity }) => quantity)))).toBe(addAll(usage.map(({ quantity }) => quantity)))
      }),
      { numRuns: 1000 },
    )
  },
  'an add-on leaves what else is due as it is': (rateOf: SegmentRater) => {
    const usage = [2, 9, 17, 28].map((date) => used('calls', '400', date))
    const without = rateSegments(inputOf(acme, usage)).charges.map(({ chargeKey, amount }) => [chargeKey, amount])
    fc.assert(
      fc.property(moments, known, (cuts, isKnown) => {
        const addOns = cuts.map((at, index) => ({ kind: 'add_on', at, addOn: 'disk', plan: 'storage', planVersion: versions.storage.version, quantity: `${index + 1}`, decidedAt: isKnown ? acme.from : at }))
        fc.pre(!usage.some(isCutBy(cuts)))
        const own = rateOf(inputOf(changed(...addOns), usage)).charges.filter(({ component }) => !component.startsWith('disk.'))
        expect(own.map(({ chargeKey, amount }) => [chargeKey, amount])).toEqual(without)
      }),
      { numRuns: 1000 },
    )
  },
} as const

describe('segments keep the laws', () => {
  for (const [name, law] of Object.entries(laws)) it(name, () => { law(rateSegments) })
})

describe('the laws catch', () => {
  const filtered = (keep: (charge: RatedSegments['charges'][number]) => boolean): SegmentRater => (input, options) => {
    const rated = rateSegments(input, options)
    return { ...rated, charges: rated.charges.filter(keep) }
  }
  /** Cuts the period wherever anything changes, and rates each slice by itself. */
  const sliced: SegmentRater = (input, options) => {
    const { changes = [], ...subscription } = input.subscription
    const [cut] = changes
    if (cut === undefined) return rateSegments(input, options)
    const slices = [{ ...subscription, changes, to: cut.at }, { ...subscription, changes, from: cut.at }].map((slice) =>
      rateSegments({ ...input, subscription: slice, facts: { usage: input.facts.usage.filter(({ from, to }) => from >= slice.from && to <= (slice.to ?? november.to)) } }, options))
    const [first, second] = slices
    return first === undefined || second === undefined ? rateSegments(input, options) : { ...second, charges: [...first.charges, ...second.charges] }
  }
  const cases: readonly (readonly [string, keyof typeof laws, SegmentRater])[] = [
    ['credits that are left out', 'each plan costs its price for its time, credits included', filtered(({ component }) => !component.endsWith('.unused'))],
    ['a plan change that is not seen', 'a change credits and charges what prorateChange says', ({ subscription: { changes: _, ...rest }, ...input }, options) => rateSegments({ ...input, subscription: rest }, options)],
    ['a slice that is lost', 'slices by local days sum to the whole in a month with a change of clocks', (input, options) => {
      const rated = rateSegments(input, options)
      return { ...rated, charges: rated.charges.slice(1) }
    }],
    ['one key for a fee and its credit', 'charges have keys of their own', (input, options) => {
      const rated = rateSegments(input, options)
      return { ...rated, charges: rated.charges.map((charge) => ({ ...charge, chargeKey: charge.component.replace('.unused', '') })) }
    }],
    ['usage in a pause that is dropped', 'all usage is charged or named, whatever pauses', (input, options) => ({ ...rateSegments(input, options), unrated: [] })],
    ['tiers that begin again at every change', 'an add-on leaves what else is due as it is', sliced],
  ]

  it.each(cases)('%s', (_, law, sabotaged) => {
    expect(() => { laws[law](sabotaged) }).toThrow('Property failed')
  })
})
