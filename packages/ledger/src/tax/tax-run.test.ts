import type { Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { taxLine, taxRequest } from '../test/sample-tax.js'
import { computeTax } from './compute-tax.js'
import type { DocumentTax } from './document-tax.js'
import { taxFromRates } from './rates/tax-from-rates.js'
import type { TaxCustomer } from './tax-request.js'

const change = '2026-10-22T00:00:00Z'
const reverse = { code: 'VATEX-EU-AE', text: 'Reverse charge' }
const embassy = { code: 'VATEX-EU-151', text: 'Diplomatic mission' }

// #region rates
/** Two jurisdictions, one of them with a change of rates in the middle of October 2026, and reverse charge between them. */
const answer = taxFromRates({
  name: 'rates of the seller',
  version: '2026-10',
  defaultCategory: 'saas',
  rates: [
    { jurisdiction: 'DE', category: 'saas', to: change, taxes: [{ tax: 'vat', treatment: 'standard', percent: '16' }] },
    { jurisdiction: 'DE', category: 'saas', from: change, taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] },
    { jurisdiction: 'DE', category: 'books', taxes: [{ tax: 'vat', treatment: 'reduced', percent: '7' }] },
    { jurisdiction: 'AT', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '20' }] },
    { jurisdiction: 'AT', category: 'books', taxes: [{ tax: 'vat', treatment: 'reduced', percent: '10' }] },
  ],
  reverseCharge: [{ tax: 'vat', jurisdictions: ['AT'], reason: reverse }],
})
// #endregion rates

// #region customers
const german: TaxCustomer = { id: 'berlin', jurisdiction: 'DE', registrations: [] }
const austrian: TaxCustomer = { id: 'wien', jurisdiction: 'AT', registrations: [] }
const customers = {
  german,
  austrian,
  exempt: { ...german, exemptions: [{ jurisdiction: 'DE', tax: 'vat', reason: embassy, certificate: 'Z-17' }] },
  registered: { ...austrian, registrations: [{ tax: 'vat', jurisdiction: 'AT', number: 'ATU12345678' }] },
} satisfies Readonly<Record<string, TaxCustomer>>
// #endregion customers

// #region figures
/** October: 310.00 for the service, 31.01 for a book, and 0.62 of the service given back. */
function taxesOf(customer: TaxCustomer): DocumentTax {
  const lines = [taxLine('service', '310'), taxLine('book', '31.01', { category: 'books' }), taxLine('goodwill', '-0.62')]
  const request = taxRequest(lines, { customer, taxPointRule: 'split' })
  return computeTax(request, answer(request), { mode: 'half-up' })
}
// #endregion figures

interface Statement {
  readonly customer: keyof typeof customers
  /** Jurisdiction, category code, percent, basis points, base, tax. */
  readonly taxes: readonly (readonly [jurisdiction: string, code: string, percent: Decimal, basisPoints: Decimal, base: Decimal, amount: Decimal])[]
  readonly lines: readonly Decimal[]
  readonly tax: Decimal
  readonly gross: Decimal
}

describe('one run: two jurisdictions, a change of rates in mid-period, an exempt customer, and reverse charge', () => {
  it.each<Statement>([
    {
      customer: 'german',
      taxes: [['DE', 'S', '19', '1900', '99.8', '18.96'], ['DE', 'S', '16', '1600', '209.58', '33.53'], ['DE', 'S', '7', '700', '31.01', '2.17']],
      lines: ['52.6', '2.17', '-0.11'],
      tax: '54.66',
      gross: '395.05',
    },
    {
      customer: 'austrian',
      taxes: [['AT', 'S', '20', '2000', '309.38', '61.88'], ['AT', 'S', '10', '1000', '31.01', '3.1']],
      lines: ['62', '3.1', '-0.12'],
      tax: '64.98',
      gross: '405.37',
    },
    { customer: 'exempt', taxes: [['DE', 'E', '0', '0', '340.39', '0']], lines: ['0', '0', '0'], tax: '0', gross: '340.39' },
    { customer: 'registered', taxes: [['AT', 'AE', '0', '0', '340.39', '0']], lines: ['0', '0', '0'], tax: '0', gross: '340.39' },
  ])('$customer', ({ customer, taxes, lines, tax, gross }) => {
    const document = taxesOf(customers[customer])
    expect(document.taxes.map((one) => [one.jurisdiction, one.categoryCode, one.percent, one.basisPoints, one.base, one.amount])).toEqual(taxes)
    expect(document.lines.map((line) => line.tax)).toEqual(lines)
    expect(document.totals).toMatchObject({ net: '340.39', tax, gross })
  })

  it('freezes the evidence on the document', () => {
    const [exempt] = taxesOf(customers.exempt).taxes
    expect(exempt).toMatchObject({ reason: embassy, treatment: 'exempt', lines: ['service', 'book', 'goodwill'], sellerRegistration: { number: 'DE111111125' } })
    const [registered] = taxesOf(customers.registered).taxes
    expect(registered).toMatchObject({ reason: reverse, treatment: 'reverse_charge', sellerRegistration: { number: 'DE111111125' }, customerRegistration: { number: 'ATU12345678' } })
    const document = taxesOf(customers.german)
    expect(document).toMatchObject({ provider: { name: 'rates of the seller', version: '2026-10' }, prices: 'exclusive', currency: 'EUR' })
    expect(document.taxes.map(({ lines }) => lines)).toEqual([['service', 'goodwill'], ['service', 'goodwill'], ['book']])
    expect(document.lines[0]?.portions).toMatchObject([
      { net: '210', tax: '33.6', taxPoint: '2026-10-21T23:59:59.999999Z' },
      { net: '100', tax: '19', taxPoint: '2026-10-31T23:59:59.999999Z' },
    ])
  })
})
