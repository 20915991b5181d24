import { count, hashContent, instantOfLocal, sum, type UsageBucket } from '@farthing/core'
import { bucket, defineCatalog, flat, plan, publishPlan, rateSegments, volume, type Carry, type SegmentsInput } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { refusalOf } from '../test/refusal-of.js'
import { correctPeriod, correctPeriods, type PeriodToCorrect } from './correct-periods.js'
import { correctionNote } from './correction-note.js'

const catalog = defineCatalog({
  meters: { calls: count({ event: 'call' }), minutes: sum({ event: 'minutes', value: 'count' }) },
  plans: {
    voice: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), minutes: bucket('minutes', { included: '100', overage: '0.305', rolloverLimit: '50' }) }),
    api: plan({ currency: 'EUR', every: 'month' }, { calls: volume('calls', [{ upTo: '1000', unit: '10' }, { unit: '9' }]) }),
  },
})
const versions = [publishPlan('voice', catalog.plans.voice), publishPlan('api', catalog.plans.api)] as const
const at = '2026-06-01T00:00:00.000000Z'
const run = { causes: [{ kind: 'late_event', reference: 'api/r1', text: 'r1 came in on 2 February', actor: 'ingest', at, period: monthOf(0) }], actor: 'ann', at } as const

function monthOf(index: number) {
  const start = (month: number) => instantOfLocal(`2026-0${month}-01`, 'UTC')
  return { from: start(index + 1), to: start(index + 2) }
}

function ratingOf(version: (typeof versions)[number], index: number, units: number, carryIn: Carry): SegmentsInput {
  const period = monthOf(index)
  const meter = version.plan === 'voice' ? 'minutes' : 'calls'
  const used: UsageBucket = {
    ...period, subscription: 'acme', meter, dimensions: {}, quantity: `${units}`, events: 1, evidence: hashContent('sample/1', [units]), aggregation: meter === 'calls' ? 'count' : 'sum', state: `${units}`,
  }
  const subscription = { id: 'acme', account: 'acme', plan: version.plan, planVersion: version.version, zone: 'UTC', anchor: '2026-01-01', from: monthOf(0).from }
  return { tenant: 'default', subscription, versions, facts: { usage: [used] }, carryIn, period, knownAt: { cut: '1', at: period.to } }
}

/** Invoices of successive months, and what they are rated from now. */
function months(version: (typeof versions)[number], used: readonly { readonly first: number; readonly now: number }[]): readonly PeriodToCorrect[] {
  let carryIn: Carry = {}
  return used.map(({ first, now }, index) => {
    const rated = rateSegments(ratingOf(version, index, first, carryIn))
    const period = monthOf(index)
    const draft = assembleInvoice({ ...period, tenant: 'default', account: 'acme', currency: 'EUR', zone: 'UTC', rounding: { mode: 'half-even', scope: 'perLine' }, charges: rated.charges, knownAt: rated.knownAt })
    const invoice = issueInvoice(draft, { number: `INV-${index + 1}`, series: 'INV', issuedAt: period.to, ratings: rated.ratings })
    const recorded = { invoice, corrections: [], ratings: [ratingOf(version, index, now, carryIn)], handedOn: [rated.carryOut], knownAt: { cut: '2', at } }
    carryIn = rated.carryOut
    return recorded
  })
}

describe('correctPeriods', () => {
  it('credits 991 where a volume price falls at call 1,001', () => {
    const [january] = months(versions[1], [{ first: 1_000, now: 1_001 }])
    const { correction, handsOn } = correctPeriod(january!, run)
    expect(handsOn).toBe(false)
    expect(correctionNote({ invoice: january!.invoice, correction: correction!, knownAt: january!.knownAt })).toMatchObject({
      kind: 'credit_note', lines: [{ billed: '10000', due: '9009', net: '991' }], totals: { payable: '991' },
    })
  })

  it('moves money in February where 30 late minutes of January no longer roll over, and says so', () => {
    const periods = months(versions[0], [{ first: 70, now: 100 }, { first: 130, now: 130 }, { first: 100, now: 100 }])
    const [january, february, march] = correctPeriods(periods, run)
    expect(january).toMatchObject({ correction: undefined, handsOn: true })
    expect(march).toBeUndefined()
    expect(february?.correction).toMatchObject({
      invoice: { number: 'INV-2' }, ...monthOf(1), outcome: 'supplementary_invoice', totals: { gross: '9.15' },
      causes: [{ kind: 'carry', reference: 'INV-1', text: 'INV-1, of the period before, hands on something else: r1 came in on 2 February', period: monthOf(0) }],
      delta: { lines: [{ description: 'minutes', billed: '0', due: '9.15', ...monthOf(1), causes: [0] }] },
    })
  })

  it('goes on as long as something else is handed on, and asks for no period behind that', () => {
    const periods = months(versions[0], [{ first: 70, now: 100 }, { first: 90, now: 90 }, { first: 150, now: 150 }, { first: 100, now: 100 }])
    const asked: string[] = []
    function* each() {
      for (const period of periods) {
        asked.push(period.invoice.number)
        yield period
      }
    }
    const corrected = correctPeriods(each(), run)
    // 30 units fewer in January are 30 fewer in February, and in March, which uses all there is, 30 that are paid for.
    expect(corrected.map(({ correction }) => correction?.totals.gross)).toEqual([undefined, undefined, '9.15'])
    expect(corrected.map(({ handsOn }) => handsOn)).toEqual([true, true, false])
    expect(asked).toEqual(['INV-1', 'INV-2', 'INV-3'])
  })

  it('refuses ratings of which it is not known what they handed on', () => {
    const [january] = months(versions[1], [{ first: 1, now: 1 }])
    expect(refusalOf(() => correctPeriod({ ...january!, handedOn: [] }, run))).toEqual({ code: 'correction.invalid', field: 'handedOn' })
  })
})
