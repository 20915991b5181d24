import type { Decimal, Exact } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import type { CreditGrant } from '../credits/credit-grant.js'
import { fxSnapshot } from '../currencies/fx-snapshot.js'
import type { TaxCustomer } from '../tax/tax-request.js'
import { taxFromRates } from '../tax/rates/tax-from-rates.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { assertInvoiceAddsUp } from '../testing/invoice-laws.js'
import { assembleInvoice } from './assemble-invoice.js'
import type { InvoiceInput } from './check-assembly.js'
import type { DocumentDiscount, InvoiceTerms } from './invoice-terms.js'
import { taxRequestOf } from './tax-request-of.js'

const july = { from: '2026-07-01T00:00:00.000000Z', to: '2026-08-01T00:00:00.000000Z' } as const

function charge(component: string, amount: Exact, more: Partial<Charge> = {}): Charge {
  return {
    chargeKey: component, ratingKey: component, side: 'retail', subscription: 'acme', plan: 'pro', planVersion: 'v1', component, dimensions: {},
    billing: 'arrears', model: 'flat@1', ...july, quantity: '1', amount, currency: 'EUR', stages: [], usageDigest: component,
    trail: [{ label: component, quantity: '1', counted: amount, unit: '1', flat: '0', amount }], ...more,
  }
}

const base = charge('base', '100', { taxCategory: 'saas' })
const tokens = charge('tokens', '50', { taxCategory: 'saas', meter: 'tokens' })

const input = (terms: InvoiceTerms, charges: readonly Charge[] = [base, tokens]): InvoiceInput => ({
  ...july, tenant: 'default', account: 'acme', currency: 'EUR', zone: 'UTC', rounding: { mode: 'half-even', scope: 'perLine' }, charges, terms,
  knownAt: { cut: '1', at: july.to },
})

const assembled = (terms: InvoiceTerms, charges?: readonly Charge[]) => {
  const draft = assembleInvoice(input(terms, charges))
  assertInvoiceAddsUp(draft)
  return draft
}

const grant = (id: string, kind: CreditGrant['kind'], amount: Decimal): CreditGrant => ({
  id, account: 'acme', kind, priority: 1, createdAt: july.from, effectiveAt: july.from, currency: 'EUR', amount,
})

describe('the order of a document', () => {
  const answerer = taxFromRates({ name: 'own', version: '1', rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }] })
  const tax = { prices: 'exclusive', taxPoint: july.to, taxPointRule: 'document', seller: { id: 'default', jurisdiction: 'DE', registrations: [] }, customer: { id: 'acme', jurisdiction: 'DE', registrations: [] } } as const
  const terms: InvoiceTerms = {
    discounts: [{ key: 'launch', label: 'Launch', percent: '10' }],
    credits: [
      { grant: grant('welcome', 'promotional', '35'), remaining: '35' },
      { grant: grant('wallet', 'paid', '20'), remaining: '20' },
    ],
    tax,
  }
  const withAnswer = (given: InvoiceTerms) => {
    const request = taxRequestOf(input(given))
    return request === undefined ? given : { ...given, taxAnswer: answerer(request) }
  }

  it('is discounts, promotional credit, tax, paid credit', () => {
    // 150 − 15 − 35 = 100; 19 % are 19; 20 of the 119 were paid before.
    const { totals, discounts, settlements } = assembled(withAnswer(terms))
    expect(totals).toEqual({ exact: '150', subtotal: '150', discounts: '50', net: '100', tax: '19', gross: '119', credits: '20', rounding: '0', payable: '99' })
    expect(discounts).toEqual([
      { key: 'launch', kind: 'discount', label: 'Launch', amount: '15', lines: [{ line: 'base', amount: '10' }, { line: 'tokens', amount: '5' }] },
      { key: 'welcome', kind: 'promotional_credit', label: 'Credit', grant: 'welcome', amount: '35', lines: [{ line: 'base', amount: '23.33' }, { line: 'tokens', amount: '11.67' }] },
    ])
    expect(settlements).toMatchObject([{ grant: 'wallet', amount: '20' }])
  })

  it('keeps what was paid where prices include tax', () => {
    // 150 − 50 = 100 with 19 % inside: 15.97 of tax.
    expect(assembled(withAnswer({ ...terms, tax: { ...tax, prices: 'inclusive' } })).totals).toMatchObject({ net: '84.03', tax: '15.97', gross: '100', payable: '80' })
  })

  it('needs an answer to its own request', () => {
    expect(() => assembled(terms)).toThrow(expect.objectContaining({ code: 'invoice.invalid', field: 'terms.taxAnswer' }))
    const answered = withAnswer(terms)
    expect(() => assembled({ ...answered, discounts: [] })).toThrow(expect.objectContaining({ code: 'tax.answer_mismatch' }))
  })

  it('has no tax where nobody asks for it', () => {
    expect(taxRequestOf(input({}))).toBeUndefined()
    expect(assembled({})).not.toHaveProperty('tax')
  })
})

describe('discounts', () => {
  it.each<[what: string, discounts: readonly DocumentDiscount[], code: string, field: string]>([
    ['more than is left', [{ key: 'a', label: 'A', amount: '150.01' }], 'invoice.over_discounted', 'discounts[0].amount'],
    ['nothing', [{ key: 'a', label: 'A', amount: '0' }], 'invoice.invalid', 'discounts[0].amount'],
    ['above 100 %', [{ key: 'a', label: 'A', percent: '101' }], 'invoice.invalid', 'discounts[0].percent'],
    ['of both kinds', [{ key: 'a', label: 'A', percent: '1', amount: '1' }], 'invoice.invalid', 'discounts[0]'],
    ['twice under one key', [{ key: 'a', label: 'A', percent: '1' }, { key: 'a', label: 'B', percent: '1' }], 'invoice.invalid', 'discounts[1].key'],
  ])('are refused: %s', (_, discounts, code, field) => {
    expect(() => assembled({ discounts })).toThrow(expect.objectContaining({ code, field }))
  })

  it('work on what the ones before left, within their scope', () => {
    const discounts = [{ key: 'a', label: 'A', percent: '50', scope: { meters: ['tokens'] } }, { key: 'b', label: 'B', amount: '12.50' }] as const
    // Half of 50 leaves 125 in all, of which a tenth is taken: 10 of 100 and 2.50 of 25.
    expect(assembled({ discounts }).discounts?.map(({ amount, lines }) => [amount, lines.map((line) => line.amount)])).toEqual([['25', ['25']], ['12.5', ['10', '2.5']]])
  })

  it.each<[what: string, discount: Partial<DocumentDiscount>, net: Decimal]>([
    ['10 % of what is left', { percent: '10' }, '67.5'],
    ['all of it', { percent: '100' }, '0'],
    ['a tenth of the fee that was used', { percent: '10', scope: { charges: ['base'] } }, '72.5'],
    ['the fee that was used', { amount: '25', scope: { charges: ['base'] } }, '50'],
  ])('take no part of a fee that comes back unused: %s', (_, discount, net) => {
    const charges = [base, charge('base.unused', '-75', { taxCategory: 'saas' }), tokens]
    expect(assembled({ discounts: [{ key: 'a', label: 'A', ...discount }] }, charges).totals).toMatchObject({ subtotal: '75', net })
  })

  it('refuse more than the fee that was used', () => {
    const discounts: readonly DocumentDiscount[] = [{ key: 'a', label: 'A', amount: '25.01', scope: { charges: ['base'] } }]
    expect(() => assembled({ discounts }, [base, charge('base.unused', '-75'), tokens])).toThrow(expect.objectContaining({ code: 'invoice.over_discounted', facts: { amount: '25.01', left: '25', discount: 'a' } }))
  })
})

describe('what people do by hand', () => {
  const adjustment = { id: 'goodwill', label: 'Goodwill', amount: '-30', reason: 'outage', actor: 'ann', effectiveAt: july.from } as const

  it('adjusts the account', () => {
    expect(assembled({ adjustments: [adjustment] })).toMatchObject({ adjustments: [{ id: 'goodwill', amount: '-30', taxable: true }], totals: { subtotal: '120', payable: '120' } })
    expect(() => assembled({ adjustments: [adjustment, adjustment] })).toThrow(expect.objectContaining({ field: 'adjustments[1].id' }))
    expect(() => assembled({ adjustments: [{ ...adjustment, amount: '-200' }] })).toThrow(expect.objectContaining({ code: 'invoice.invalid', field: 'totals.payable' }))
  })

  const override = { line: 'tokens', amount: '40', reason: 'agreed', actor: 'ann', at: july.to } as const

  it('overrides a line, and says by whom and why', () => {
    const [, line] = assembled({ overrides: [override] }).lines
    expect(line).toMatchObject({ amount: '40', details: [{ amount: '50' }], adjustments: [{ stage: 'override', rule: 'ann', description: 'agreed', amount: '-10' }] })
  })

  it.each([
    ['that is not there', [{ ...override, line: 'storage' }], 'overrides[0].line'],
    ['twice', [override, override], 'overrides[1].line'],
  ])('refuses a line %s', (_, overrides, field) => {
    expect(() => assembled({ overrides })).toThrow(expect.objectContaining({ code: 'invoice.invalid', field }))
  })
})

describe('what a document is paid and shown in', () => {
  it('rounds cash on its own', () => {
    const totals = assembled({ cash: { increment: '0.05', mode: 'half-up' } }, [charge('base', '9.98')]).totals
    expect(totals).toMatchObject({ gross: '9.98', rounding: '0.02', payable: '10' })
  })

  it('shows a second currency that adds up', () => {
    const snapshot = fxSnapshot({ base: 'EUR', quote: 'USD', rate: '1.1', inverse: { rule: 'divide' }, provider: 'own', at: july.to })
    expect(assembled({ presentation: { snapshot, mode: 'half-even' } }).presentation).toMatchObject({ currency: 'USD', total: '165' })
  })
})

describe('two jurisdictions, a rate change, an exemption and a reverse charge', () => {
  const reason = { code: 'VATEX-EU-AE', text: 'Reverse charge' }
  const answerer = taxFromRates({
    name: 'own', version: '7', defaultCategory: 'saas',
    rates: [
      { jurisdiction: 'DE', category: 'saas', to: '2026-07-22T00:00:00.000000Z', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] },
      { jurisdiction: 'DE', category: 'saas', from: '2026-07-22T00:00:00.000000Z', taxes: [{ tax: 'vat', treatment: 'standard', percent: '16' }] },
      { jurisdiction: 'FR', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '20' }] },
    ],
    reverseCharge: [{ tax: 'vat', jurisdictions: ['FR'], sellers: ['DE'], reason }],
  })
  const vat = (jurisdiction: string, number: string) => ({ tax: 'vat', jurisdiction, number })
  const seller = { id: 'default', jurisdiction: 'DE', registrations: [vat('DE', 'DE123456789')] }
  const charges = [charge('base', '310'), charge('paris', '100', { taxRegionHint: 'FR' })]

  function taxesFor(customer: TaxCustomer) {
    const terms: InvoiceTerms = { tax: { prices: 'exclusive', taxPoint: july.to, taxPointRule: 'split', seller, customer } }
    const request = taxRequestOf(input(terms, charges))
    const draft = assembled(request === undefined ? terms : { ...terms, taxAnswer: answerer(request) }, charges)
    return { taxes: draft.tax?.taxes.map(({ jurisdiction, treatment, percent, base: of, amount }) => [jurisdiction, treatment, percent, of, amount]), payable: draft.totals.payable }
  }

  it('taxes 21 of 31 days at 19 % and 10 at 16 %, and another country at its own rate', () => {
    expect(taxesFor({ id: 'acme', jurisdiction: 'DE', registrations: [] })).toEqual({
      taxes: [['DE', 'standard', '19', '210', '39.9'], ['DE', 'standard', '16', '100', '16'], ['FR', 'standard', '20', '100', '20']],
      payable: '485.9',
    })
  })

  it('leaves out an exempt customer, where it is exempt', () => {
    const exemption = { jurisdiction: 'DE', reason: { code: 'VATEX-EU-132', text: 'Exempt' } }
    expect(taxesFor({ id: 'acme', jurisdiction: 'DE', registrations: [], exemptions: [exemption] })).toEqual({
      taxes: [['DE', 'exempt', '0', '310', '0'], ['FR', 'standard', '20', '100', '20']],
      payable: '430',
    })
  })

  it('reverses the charge for a customer that is registered where it is due', () => {
    expect(taxesFor({ id: 'acme', jurisdiction: 'DE', registrations: [vat('FR', 'FR12345678901')] }).taxes?.at(-1)).toEqual(['FR', 'reverse_charge', '0', '100', '0'])
  })
})

it('says nothing of terms on a document that has none', () => {
  const { invoice } = sampleEvidence()
  expect(Object.keys(invoice)).not.toEqual(expect.arrayContaining(['discounts', 'tax', 'settlements', 'adjustments', 'presentation']))
})
