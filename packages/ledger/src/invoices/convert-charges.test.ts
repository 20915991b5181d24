import type { Charge } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fxSnapshot } from '../currencies/fx-snapshot.js'
import { refusalOf } from '../test/refusal-of.js'
import { july, sampleCharge, sampleInput } from '../test/sample-charge.js'
import { assertInvoiceAddsUp } from '../testing/invoice-laws.js'
import { assembleInvoice } from './assemble-invoice.js'
import { explain } from './explain.js'
import type { InvoiceTerms } from './invoice-terms.js'

const inverse = { rule: 'divide' } as const
const dollars = fxSnapshot({ base: 'USD', quote: 'EUR', rate: '0.92', inverse, provider: 'own', at: july.to })
const yen = fxSnapshot({ base: 'JPY', quote: 'EUR', rate: '0.006', inverse, provider: 'own', at: july.to })
const conversions = [dollars, yen]
const usd = (component: string, amount: `${number}`, more: Partial<Charge> = {}) => sampleCharge(component, amount, { currency: 'USD', ...more })

const tokens = usd('tokens', '3', {
  meter: 'tokens', quantity: '1400000', model: 'graduated@1',
  trail: [
    { label: 'Tier 1', tier: 1, quantity: '1000000', unit: '0', flat: '2', amount: '2' },
    { label: 'Tier 2', tier: 2, quantity: '400000', unit: '0.0000025', flat: '0', amount: '1' },
  ],
})

function invoiceOf(charges: readonly Charge[], terms: InvoiceTerms = { conversions }) {
  const invoice = assembleInvoice(sampleInput(charges, terms))
  assertInvoiceAddsUp(invoice)
  return invoice
}

describe('charges in another currency', () => {
  it('are converted exactly, prices included, and rounded once', () => {
    const [line] = invoiceOf([tokens]).lines
    expect(line).toMatchObject({
      exact: '2.76', amount: '2.76', calculation: '1.84 + 400,000 × 0.0000023 (3.00 USD)',
      conversion: { currency: 'USD', exact: '3', snapshot: dollars.id },
      details: [{ flat: '1.84', exact: '1.84' }, { unit: '0.0000023', exact: '0.92' }],
    })
  })

  it('stand beside others; the document lists the rates that it used', () => {
    const { lines, totals, conversions: used } = invoiceOf([sampleCharge('base', '49'), usd('calls', '0.33'), sampleCharge('calls-jp', '1000', { currency: 'JPY' })])
    expect(lines.map(({ component, exact, amount, conversion }) => [component, exact, amount, conversion?.currency])).toEqual([
      ['base', '49', '49', undefined],
      ['calls', '0.3036', '0.3', 'USD'],
      ['calls-jp', '6', '6', 'JPY'],
    ])
    expect([totals.net, used]).toEqual(['55.3', [yen, dollars]])
    expect(invoiceOf([sampleCharge('base', '49'), usd('calls', '1')]).conversions).toEqual([dollars])
    expect(invoiceOf([sampleCharge('base', '49')])).not.toHaveProperty('conversions')
  })

  it('bring what stages did to them, and the target of a minimum', () => {
    const calls = usd('calls', '4.5', { adjustments: [{ stage: 'partner', rule: 'r', label: 'Partner', amount: '-0.5' }], trail: [{ label: 'calls', quantity: '5', unit: '1', flat: '0', amount: '5' }] })
    const minimum = usd('minimum', '5.5', { target: { amount: '10', of: ['calls'] } })
    const [first, second] = invoiceOf([calls, minimum]).lines
    expect(first).toMatchObject({ exact: '4.14', adjustments: [{ exact: '-0.46' }] })
    expect(second).toMatchObject({ exact: '5.06', target: { amount: '9.2' } })
  })

  it('are set by hand, discounted and paid in the currency of the document', () => {
    const terms: InvoiceTerms = {
      conversions,
      overrides: [{ line: 'base', amount: '20', reason: 'agreed', actor: 'ann', at: july.to }],
      discounts: [{ key: 'half', label: 'Half', percent: '50' }],
    }
    const { lines, totals } = invoiceOf([usd('base', '49')], terms)
    expect(lines).toMatchObject([{ amount: '20', conversion: { exact: '49' }, adjustments: [{ stage: 'override', amount: '-25.08' }] }])
    expect(totals).toMatchObject({ subtotal: '20', discounts: '10', payable: '10' })
  })

  it('are explained with their rates', () => {
    expect(explain(invoiceOf([usd('base', '49')]))).toContain('1 USD is 0.92 EUR (own, 2026-08-01)')
  })

  it('have another content hash at another rate', () => {
    const other = fxSnapshot({ ...dollars, rate: '0.93' })
    expect(invoiceOf([usd('base', '49')]).contentHash).not.toBe(invoiceOf([usd('base', '49')], { conversions: [other] }).contentHash)
  })

  it.each<readonly [name: string, terms: InvoiceTerms, code: string, field: string]>([
    ['without a rate', {}, 'invoice.invalid', 'charges[0].currency'],
    ['with the rate of another currency', { conversions: [yen] }, 'invoice.invalid', 'charges[0].currency'],
    ['with a rate into another currency', { conversions: [fxSnapshot({ ...dollars, quote: 'CHF' })] }, 'invoice.invalid', 'terms.conversions[0].quote'],
    ['with the rate of the way back', { conversions: [fxSnapshot({ ...dollars, base: 'EUR', quote: 'USD' })] }, 'invoice.invalid', 'terms.conversions[0].quote'],
    ['with two rates', { conversions: [dollars, fxSnapshot({ ...dollars, rate: '0.93' })] }, 'invoice.invalid', 'terms.conversions[1].base'],
    ['with a rate that is not that of its id', { conversions: [{ ...dollars, rate: '0.93' }] }, 'fx.snapshot_invalid', 'fx.id'],
  ])('are refused %s', (_, terms, code, field) => {
    expect(refusalOf(() => assembleInvoice(sampleInput([usd('base', '49')], terms)))).toEqual({ code, field })
  })
})
