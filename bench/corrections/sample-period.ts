import { addToTally, aggregations, coarsenUsage, epochMsOf, findAggregation, instantOfEpochMs, instantOfLocal, startTally, usageOf, type Json, type Meter, type UsageBucket } from '@farthing/core'
import { assembleInvoice, correctPeriod, issueInvoice, type CorrectedPeriod } from '@farthing/ledger'
import { defineCatalog, graduated, plan, publishPlan, rateSegments, type SegmentsInput } from '@farthing/pricing'

const january = { from: instantOfLocal('2026-01-01', 'UTC'), to: instantOfLocal('2026-02-01', 'UTC') }
const quarterMs = 15 * 60 * 1_000
const quarters = (epochMsOf(january.to) - epochMsOf(january.from)) / quarterMs

/** A meter of the event `used` by each aggregation that is measured. */
export const meters = {
  count: { event: 'used', aggregation: 'count' },
  sum: { event: 'used', value: 'value', aggregation: 'sum' },
  avg: { event: 'used', value: 'value', aggregation: 'avg' },
  max: { event: 'used', value: 'value', aggregation: 'max' },
  unique: { event: 'used', value: 'value', aggregation: 'unique' },
} as const satisfies { readonly [name: string]: Meter }
export type Measured = keyof typeof meters

/** An invoiced month of one meter, with its usage as it was sealed: in each of 2,976 quarter hours the state of its share of the events. */
export interface InvoicedMonth {
  readonly measured: Measured
  readonly buckets: readonly UsageBucket[]
  /** Corrects it by a late event: aggregates the event, merges it into the month, rates, assembles and compares. */
  correct(): CorrectedPeriod
}

export function invoicedMonth(measured: Measured, events: number): InvoicedMonth {
  const buckets = sealed(measured, Math.floor(events / quarters), events % quarters)
  const catalog = defineCatalog({
    meters: { used: meters[measured] },
    plans: { pro: plan({ currency: 'EUR', every: 'month' }, { used: graduated('used', [{ upTo: '1000', unit: '0.01' }, { unit: '0.007' }]) }) },
  })
  const version = publishPlan('pro', catalog.plans.pro)
  const subscription = { id: 'acme', account: 'acme', plan: 'pro', planVersion: version.version, zone: 'UTC', anchor: '2026-01-01', from: january.from }
  const ratingOf = (all: readonly UsageBucket[]): SegmentsInput => ({
    tenant: 'default', subscription, versions: [version], facts: { usage: coarsenUsage(all, january) }, carryIn: {}, period: january, knownAt: { cut: '1', at: january.to },
  })
  const rated = rateSegments(ratingOf(buckets))
  const draft = assembleInvoice({ ...january, tenant: 'default', account: 'acme', currency: 'EUR', zone: 'UTC', rounding: { mode: 'half-even', scope: 'perLine' }, charges: rated.charges, knownAt: rated.knownAt })
  const invoice = issueInvoice(draft, { number: 'INV-1', series: 'INV', issuedAt: january.to, ratings: rated.ratings })
  const causes = [{ kind: 'late_event', reference: 'api/late', text: 'It came in late', actor: 'bench', at: january.to }] as const
  return {
    measured,
    buckets,
    correct: () =>
      correctPeriod({ invoice, corrections: [], ratings: [ratingOf([...buckets, ...late(measured)])], handedOn: [rated.carryOut], knownAt: { cut: '2', at: january.to } }, { causes, actor: 'bench', at: january.to }),
  }
}

function late(measured: Measured): readonly UsageBucket[] {
  const tally = startTally({ meters: { used: meters[measured] }, subscriptions: [{ id: 'acme', account: 'acme', subjects: ['acme'], from: january.from }] })
  const identity = 'f'.repeat(64)
  addToTally(tally, { event: { id: 'late', source: 'api', type: 'used', subject: 'acme', time: '2026-01-20T09:00:00.000000Z', data: { value: '900000001' }, revision: 0 }, identity, fingerprint: identity })
  return usageOf(tally).buckets
}

/** States by the aggregation itself: each event added once for an aggregation that remembers them, else the state of one event, doubled. */
function sealed(measured: Measured, each: number, more: number): readonly UsageBucket[] {
  const aggregation = findAggregation(meters[measured], aggregations)
  return Array.from({ length: quarters }, (_, index): UsageBucket => {
    const from = instantOfEpochMs(epochMsOf(january.from) + index * quarterMs)
    const to = instantOfEpochMs(epochMsOf(january.from) + (index + 1) * quarterMs)
    const events = each + (index < more ? 1 : 0)
    const value = (event: number): string => (measured === 'count' ? '1' : String(measured === 'unique' ? index * 100_000 + event : 3))
    const state = measured === 'unique' ? added(events) : doubled(events)
    return { from, to, subscription: 'acme', meter: 'used', dimensions: {}, aggregation: measured, events, state, quantity: aggregation.result(state, { from, to }), evidence: 'none' }

    function added(count: number): Json {
      return Array.from({ length: count }).reduce<Json>((before, __, event) => aggregation.add(before, value(event), { time: from, source: 'api', id: String(event) }), aggregation.zero)
    }
    function doubled(count: number): Json {
      if (count <= 1) return added(count)
      const half = doubled(Math.floor(count / 2))
      const both = aggregation.merge(half, half)
      return count % 2 === 0 ? both : aggregation.merge(both, added(1))
    }
  })
}
