import * as fc from 'fast-check'
import { currencies, multiply, type Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { DraftInvoice } from '../invoices/invoice.js'
import { fullInvoice } from '../test/full-invoice.js'
import { lawRuns } from '../test/law-runs.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { arbitraryInvoiceWithTerms } from './arbitrary-terms.js'
import { auditInvoice } from './audit-invoice.js'
import { assertInvoiceAddsUp, assertRoundedOnce } from './invoice-laws.js'
import { isRounded } from './is-rounded.js'
import { rational } from './rational.js'

describe('an independent audit of documents with everything on them', () => {
  it('finds nothing, whatever the charges, terms, currency and policy', () => {
    fc.assert(
      fc.property(arbitraryInvoiceWithTerms(), (input) => {
        const draft = assembleInvoice(input)
        expect(auditInvoice(draft)).toEqual([])
        assertInvoiceAddsUp(draft)
        assertRoundedOnce(draft)
      }),
      { numRuns: lawRuns },
    )
  })

  it('finds nothing in any currency that has minor units', () => {
    const codes = [...new Set(currencies.filter(({ minorUnits }) => minorUnits !== null).map(({ code }) => code))]
    expect(codes.length).toBeGreaterThan(150)
    const lines = sampleEvidence().invoice.lines
    for (const currency of codes) {
      const amounts: readonly Decimal[] = ['1234.56785', '0.0005', '7.335']
      const charges = amounts.map((amount, place) => ({
        chargeKey: `${place}`, ratingKey: `${place}`, side: 'retail' as const, subscription: 's', plan: 'p', planVersion: 'v', component: `c${place}`, dimensions: {}, billing: 'arrears' as const, model: 'per_unit@1',
        from: lines[0]?.from ?? '', to: lines[0]?.to ?? '', quantity: '1' as const, amount: multiply(amount, '3'), currency, stages: [], usageDigest: 'u',
        trail: [{ label: 'a', quantity: '1', unit: amount, flat: '0', amount }, { label: 'b', quantity: '2', unit: amount, flat: '0', amount: multiply(amount, '2') }] as const,
      }))
      const { invoice } = sampleEvidence()
      for (const scope of ['perLine', 'perTotal'] as const) expect([currency, auditInvoice(assembleInvoice({ ...invoice, currency, rounding: { mode: 'half-even', scope }, charges }))]).toEqual([currency, []])
    }
  })

  const invoice = fullInvoice()
  const { totals, tax } = invoice
  const [line, ...others] = invoice.lines
  const [discount, ...discounts] = invoice.discounts ?? []
  if (line === undefined || discount === undefined || tax === undefined) throw new Error('the sample has everything')
  const [key, ...keys] = tax.taxes
  if (key === undefined) throw new Error('the sample is taxed')

  it.each<[finding: string, changes: Partial<DraftInvoice>]>([
    ['a step of base is not its quantity times its price', { lines: [{ ...line, details: line.details.map((step) => ({ ...step, unit: '48' })) }, ...others] }],
    ['the exact steps of base do not sum to it', { lines: [{ ...line, exact: '48' }, ...others] }],
    ['the steps of base do not sum to it', { lines: [{ ...line, details: [] }, ...others] }],
    ['base is not its exact amount, rounded', { lines: [{ ...line, amount: '49.01' }, ...others] }],
    ['totals.exact is not the sum of the exact lines', { totals: { ...totals, exact: '62' } }],
    ['totals.subtotal is not the sum of lines and adjustments', { adjustments: [] }],
    ['totals.discounts is not the sum of the discounts', { discounts }],
    ['the subtotal less discounts is not what is taxed', { totals: { ...totals, discounts: '20' } }],
    ['totals.tax is not the sum of the taxes', { totals: { ...totals, tax: '9.9' } }],
    ['totals.gross is not net and tax', { totals: { ...totals, gross: '72.01' } }],
    ['totals.credits is not the sum of the settlements', { settlements: [] }],
    ['totals.payable is not gross less credits, rounded', { totals: { ...totals, payable: '51.99' } }],
    ['totals.payable is below zero', { totals: { ...totals, payable: '-1' } }],
    ['Launch is not the sum of its lines', { discounts: [{ ...discount, amount: '8' }, ...discounts] }],
    ['Launch takes more than a line has', { discounts: [{ ...discount, lines: [{ line: 'base', amount: '50' }] }, ...discounts] }],
    ['base is not taxed on what is left of it', { tax: { ...tax, lines: tax.lines.map((each) => ({ ...each, net: '1' })) } }],
    ['is not its share of its base', { tax: { ...tax, taxes: [{ ...key, exact: '1' }, ...keys] } }],
    ['is not on the sum of its lines', { tax: { ...tax, taxes: [{ ...key, base: '1' }, ...keys] } }],
    ['is not rounded once', { tax: { ...tax, taxes: [{ ...key, amount: '9.88' }, ...keys] } }],
    ['do not sum to it', { tax: { ...tax, taxes: [{ ...key, amount: '9.88' }, ...keys] } }],
    ['the lines are not their exact sum, rounded once', { rounding: { ...invoice.rounding, scope: 'perTotal' }, lines: [{ ...line, amount: '48.99' }, ...others] }],
    ['an amount is no whole number of minor units', { totals: { ...totals, rounding: '0.001' } }],
  ])('catches that %s', (finding, changes) => {
    expect(auditInvoice(invoice)).toEqual([])
    expect(auditInvoice({ ...invoice, ...changes }).join('; ')).toContain(finding)
  })
})

describe('its own rounding', () => {
  it.each([
    ['half-even', '2.5', '2'], ['half-even', '3.5', '4'], ['half-even', '-2.5', '-2'], ['half-up', '2.5', '3'], ['half-up', '-2.5', '-3'], ['half-down', '2.5', '2'], ['half-down', '-2.5', '-2'],
    ['up', '2.1', '3'], ['up', '-2.1', '-3'], ['down', '2.9', '2'], ['down', '-2.9', '-2'], ['ceiling', '-2.9', '-2'], ['ceiling', '2.1', '3'], ['floor', '2.9', '2'], ['floor', '-2.1', '-3'],
    ['half-even', '7/3', '2'], ['up', '7/3', '3'], ['floor', '4', '4'],
  ] as const)('%s: %s is %s and nothing else', (mode, exact, value) => {
    const rounds = ['-4', '-3', '-2', '-1', '0', '1', '2', '3', '4'].filter((each) => isRounded(rational(each), { exact: rational(exact), mode, unit: rational('1') }))
    expect(rounds).toEqual([value])
  })
})
