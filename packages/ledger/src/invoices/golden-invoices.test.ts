import type { CurrencyCode, Decimal, Exact, RoundingPolicy } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { sampleEvidence } from '../test/sample-evidence.js'
import { assembleInvoice } from './assemble-invoice.js'
import golden from './golden-invoice.json' with { type: 'json' }

/** Bytes that must stay: a change of any of these is a new version of `invoice-content` or `invoice-document`. */
describe('golden invoices', () => {
  it('the sample, as a whole', () => {
    expect(sampleEvidence().invoice).toEqual(golden)
  })

  const cases: readonly {
    readonly name: string
    readonly currency: CurrencyCode
    readonly rounding: RoundingPolicy
    readonly exact: readonly Exact[]
    readonly amounts: readonly Decimal[]
    readonly net: Decimal
    readonly contentHash: string
  }[] = [
    {
      name: 'euro, each line half-even',
      currency: 'EUR',
      rounding: { mode: 'half-even', scope: 'perLine' },
      exact: ['10.005', '10.015', '70/31'],
      amounts: ['10', '10.02', '2.26'],
      net: '22.28',
      contentHash: '634ffaca4c4c9febed41175f40eba826706d99d95407d6ddb0e0c09d365eeb2b',
    },
    {
      name: 'yen, the total half-up',
      currency: 'JPY',
      rounding: { mode: 'half-up', scope: 'perTotal' },
      exact: ['100.4', '200.5', '300.6'],
      amounts: ['100', '201', '301'],
      net: '602',
      contentHash: '1a7541aecad87dbb3c96e70effd63aea3989a53120bdf299d5c1ef759afd8aec',
    },
    {
      name: 'Swiss francs, the total to five centimes',
      currency: 'CHF',
      rounding: { mode: 'half-up', scope: 'perTotal', increment: '5' },
      exact: ['9.99', '0.01', '0.02'],
      amounts: ['10', '0', '0'],
      net: '10',
      contentHash: 'a06c717e6d3cf2cbf727226d61082b3ddaf7a5fdaa555bcbec3512690a436dca',
    },
    {
      name: 'Kuwaiti dinars, three digits',
      currency: 'KWD',
      rounding: { mode: 'half-even', scope: 'perLine' },
      exact: ['1.2345', '1.2355'],
      amounts: ['1.234', '1.236'],
      net: '2.47',
      contentHash: '9af0d1875e7ba54c0a537230caeaee4fb9851796c03be7ee285b950570e682b3',
    },
  ]

  it.each(cases)('$name', ({ currency, rounding, exact, amounts, net, contentHash }) => {
    const charges = exact.map((amount, index) => chargeOf(`c${index}`, amount, currency))
    const { invoice } = sampleEvidence()
    const draft = assembleInvoice({ ...invoice, currency, rounding, charges })
    expect(draft.lines.map((line) => line.amount)).toEqual(amounts)
    expect(draft.totals.net).toBe(net)
    expect(draft.contentHash).toBe(contentHash)
  })
})

function chargeOf(key: string, amount: Exact, currency: CurrencyCode): Charge {
  const { invoice } = sampleEvidence()
  return {
    chargeKey: key,
    ratingKey: key,
    side: 'retail',
    subscription: 'acme',
    plan: 'pro',
    planVersion: 'v1',
    component: key,
    meter: key,
    dimensions: {},
    billing: 'arrears',
    model: 'per_unit@1',
    from: invoice.from,
    to: invoice.to,
    quantity: amount,
    amount,
    currency,
    trail: [{ label: 'Usage', quantity: amount, unit: '1', flat: '0', amount }],
    stages: [],
    usageDigest: key,
  }
}
