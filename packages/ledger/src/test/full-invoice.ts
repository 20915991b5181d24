import type { Decimal } from '@farthing/core'
import type { AmountGrant } from '../credits/credit-grant.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import type { InvoiceTerms } from '../invoices/invoice-terms.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { taxRequestOf } from '../invoices/tax-request-of.js'
import { taxFromRates } from '../tax/rates/tax-from-rates.js'
import { july, sampleCharge, sampleInput } from './sample-charge.js'

const reason = { code: 'VATEX-EU-AE', text: 'Reverse charge' }
const answerer = taxFromRates({
  name: 'own', version: '1', defaultCategory: 'saas',
  rates: [
    { jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] },
    { jurisdiction: 'FR', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '20' }] },
  ],
  reverseCharge: [{ tax: 'vat', jurisdictions: ['FR'], sellers: ['DE'], reason }],
})
const german = { tax: 'vat', jurisdiction: 'DE', number: 'DE111111125' }
const french = { tax: 'vat', jurisdiction: 'FR', number: 'FR12345678901' }

function grant(id: string, kind: AmountGrant['kind'], amount: Decimal): AmountGrant {
  return { id, account: 'acme', kind, priority: 1, createdAt: july.from, effectiveAt: july.from, currency: 'EUR', amount }
}

const terms: InvoiceTerms = {
  seller: {
    id: 'default', name: 'Farthing GmbH', contact: '0204:991-1', registrations: [german],
    address: { lines: ['Hauptstr. 1'], city: 'Berlin', postCode: '10115', subdivision: 'BE', country: 'DE' },
  },
  customer: {
    id: 'acme', name: 'Acme SARL', contact: '0009:123', reference: 'PO-7', registrations: [french],
    address: { lines: ['1 rue X', '2e étage'], city: 'Paris', postCode: '75001', subdivision: 'IDF', country: 'FR' },
  },
  adjustments: [{ id: 'set-up', label: 'Set-up', amount: '20', reason: 'agreed', actor: 'ann', effectiveAt: july.from }],
  discounts: [{ key: 'launch', label: 'Launch', reason: 'first year', percent: '10' }],
  credits: [{ grant: grant('welcome', 'promotional', '12'), remaining: '12' }, { grant: grant('wallet', 'paid', '20'), remaining: '20' }],
  tax: {
    prices: 'exclusive', taxPoint: july.to, taxPointRule: 'document',
    seller: { id: 'default', jurisdiction: 'DE', registrations: [german] },
    customer: { id: 'acme', jurisdiction: 'DE', registrations: [german, french] },
  },
  cash: { increment: '0.05', mode: 'half-up' },
  payment: { terms: { due: 'net', days: 30 } },
  layout: { tierRows: 'rows', baseQuantities: ['1000', '1000000'] },
}

const charges = [
  sampleCharge('base', '49', { product: 'platform', trail: [{ label: 'Flat fee', quantity: '1', unit: '49', flat: '0', amount: '49' }] }),
  sampleCharge('tokens', '13.35', {
    meter: 'tokens', product: 'api', quantity: '1400000', model: 'graduated@1', taxRegionHint: 'FR', dimensions: { model: 'large' },
    trail: [
      { label: 'Tier 1', tier: 1, quantity: '1000000', unit: '0.00001', flat: '2', amount: '12' },
      { label: 'Tier 2', tier: 2, quantity: '400000', unit: '0.000003375', flat: '0', amount: '1.35' },
    ],
  }),
]

/**
 * A document with everything on it: 82.35 of lines and set-up, 10 % and 12 of credit off, German and reversed French tax, 20 paid before, cash rounding, due in
 * 30 days.
 */
export function fullInvoice(): IssuedInvoice {
  const request = taxRequestOf(sampleInput(charges, terms))
  if (request === undefined) throw new Error('the sample is taxed')
  const answered: InvoiceTerms = { ...terms, taxAnswer: answerer(request) }
  const draft = assembleInvoice(sampleInput(charges, answered))
  return issueInvoice(draft, { number: 'INV-2026-0001', series: 'INV/2026', issuedAt: '2026-08-02T09:00:00.000000Z', ratings: [], terms: answered })
}
