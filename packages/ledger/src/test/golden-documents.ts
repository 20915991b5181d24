import { fxSnapshot } from '../currencies/fx-snapshot.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { InvoiceInput } from '../invoices/check-assembly.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import type { InvoiceTerms } from '../invoices/invoice-terms.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { fullInvoice } from './full-invoice.js'
import { august, july, sampleCharge, sampleInput } from './sample-charge.js'

const charged = [sampleCharge('base', '49', { billing: 'advance', ...august }), sampleCharge('tokens', '2.015', { meter: 'tokens' }), sampleCharge('archive', '70/31', { meter: 'storage' })]
const wholesale = [sampleCharge('tokens', '1.335', { meter: 'tokens', side: 'wholesale' })]
const minimum = [
  sampleCharge('calls', '100.5', { currency: 'JPY', meter: 'calls' }),
  sampleCharge('other', '200.5', { currency: 'JPY', meter: 'other' }),
  sampleCharge('minimum', '699', { currency: 'JPY', target: { amount: '1000', of: ['calls', 'other'] } }),
]

const converted = [
  sampleCharge('base', '49'),
  sampleCharge('calls', '4.5', { currency: 'USD', meter: 'calls', adjustments: [{ stage: 'partner', rule: 'r', label: 'Partner', amount: '-0.5' }], trail: [{ label: 'calls', quantity: '5', unit: '1', flat: '0', amount: '5' }] }),
  sampleCharge('minimum', '5.5', { currency: 'USD', target: { amount: '10', of: ['calls'] } }),
]
const dollars = fxSnapshot({ base: 'USD', quote: 'EUR', rate: '0.9217', inverse: { rule: 'divide' }, provider: 'own', at: july.to })

function issued(input: InvoiceInput, terms: InvoiceTerms = {}): IssuedInvoice {
  const draft = assembleInvoice({ ...input, terms })
  return issueInvoice(draft, { number: 'INV-000001', series: 'INV', issuedAt: '2026-08-02T09:00:00.000000Z', ratings: [], terms })
}

/** Documents whose bytes are kept, one for each thing that a document can be about. */
export const goldenDocuments: { readonly [name: string]: () => IssuedInvoice } = {
  full: fullInvoice,
  'advance-and-arrears': () => issued(sampleInput(charged, undefined, { advance: august }), { payment: { terms: { due: 'end_of_month', months: 1 } } }),
  'wholesale-group': () => issued(sampleInput(wholesale, undefined, { side: 'wholesale', group: 'subscription:acme' }), { grouping: { by: 'subscription' } }),
  progressive: () => issued(sampleInput(charged.slice(1), undefined, { sequence: 1 }), { billedBefore: [{ line: 'tokens', document: 'first', label: 'Invoice INV-000000', amount: '1' }] }),
  'minimum-in-yen': () => issued(sampleInput(minimum, undefined, { currency: 'JPY' })),
  converted: () => issued(sampleInput(converted), { conversions: [dollars] }),
  adjusted: () => issued(sampleInput([sampleCharge('base', '49')]), {
    adjustments: [{ id: 'goodwill', label: 'Goodwill', amount: '-30', reason: 'outage', actor: 'ann', effectiveAt: july.from }],
    overrides: [{ line: 'base', amount: '40', reason: 'agreed', actor: 'ann', at: july.to }],
    cash: { increment: '0.05', mode: 'half-up' },
  }),
}
