import { memory } from '@farthing/adapters-memory'
import { verifyInvoice, type FxRateBook } from '@farthing/ledger'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { readOnly, tokens } from '../test/sample-billing.js'
import { german, subscribed, taxedBilling } from '../test/taxed-billing.js'

const fx: FxRateBook = { provider: 'own', rates: [{ base: 'EUR', quote: 'USD', rate: '1.08', inverse: { rule: 'divide' }, at: '2026-01-01T00:00:00Z' }] }

function billingAt(now: string, storage: Storage) {
  return taxedBilling({
    storage, now, fx,
    currencies: { default: 'EUR', presentation: 'USD' },
    invoicing: { discounts: [{ key: 'launch', label: 'Launch', percent: '10' }], cash: { EUR: { increment: '0.05', mode: 'half-up' } }, paymentTerms: { due: 'net', days: 14 } },
  })
}

/**
 * Acme from October to December 2026, on 49.00 a month and 2.50 per million tokens above the first: a line set by hand, an amount to pay and one to its credit,
 * 10 % off, promotional credit of 12.00 and 10.00, paid credit of 60.00.
 */
async function threePeriods() {
  const storage = memory()
  const billing = billingAt('2026-11-02T00:00:00Z', storage)
  await subscribed(billing, 'acme', { name: 'Acme GmbH', contact: 'billing@acme.example', taxProfile: german })
  await billing.events.ingest([tokens('r1', '1400000'), tokens('r2', '2000000', { time: '2026-12-05T00:00:00Z' })])
  const by = { account: 'acme', actor: 'ann', reason: 'agreed', currency: 'EUR' } as const
  await billing.adjustments.record({ ...by, key: 'set-up', kind: 'amount', label: 'Set-up', amount: '20', effectiveAt: '2026-10-01T00:00:00Z' })
  await billing.adjustments.record({ ...by, key: 'goodwill', kind: 'amount', label: 'Goodwill', amount: '-5', effectiveAt: '2026-12-24T00:00:00Z' })
  const [base] = (await billing.invoices.preview({ account: 'acme', period: '2026-10' })).lines
  await billing.adjustments.override({ key: 'less', account: 'acme', period: '2026-10', line: base?.id ?? '', amount: '40', reason: 'outage', actor: 'ann' })
  const grant = { account: 'acme', currency: 'EUR' } as const
  await billing.credits.grant({ ...grant, key: 'welcome', kind: 'promotional', amount: '12', effectiveAt: '2026-10-01T00:00:00Z' })
  await billing.credits.grant({ ...grant, key: 'winter', kind: 'promotional', amount: '10', effectiveAt: '2026-12-01T00:00:00Z' })
  await billing.credits.grant({ ...grant, key: 'wallet', kind: 'paid', amount: '60', effectiveAt: '2026-10-01T00:00:00Z' })
  return storage
}

const periods = [
  {
    period: '2026-10', now: '2026-11-02T00:00:00Z', dueDate: '2026-11-16', presented: '0',
    // 40.00 set by hand, 1.00 of tokens, 20.00 for set-up; less 6.10 and 12.00; 19 % of 42.90 is 8.151.
    totals: { subtotal: '61', discounts: '18.1', net: '42.9', tax: '8.15', gross: '51.05', credits: '51.05', rounding: '0', payable: '0' },
  },
  {
    period: '2026-11', now: '2026-12-02T00:00:00Z', dueDate: '2026-12-16', presented: '47.03',
    // 49.00 less 4.90; 19 % of 44.10 is 8.379; 8.95 was left in the wallet, and 43.53 is 43.55 in coins: 47.034 dollars.
    totals: { subtotal: '49', discounts: '4.9', net: '44.1', tax: '8.38', gross: '52.48', credits: '8.95', rounding: '0.02', payable: '43.55' },
  },
  {
    period: '2026-12', now: '2027-01-02T00:00:00Z', dueDate: '2027-01-16', presented: '40.28',
    // 49.00 and 2.50 less 5.00 of goodwill, on which nothing is taken off; less 5.15 and 10.00; 19 % of 31.35 is 5.9565.
    totals: { subtotal: '46.5', discounts: '15.15', net: '31.35', tax: '5.96', gross: '37.31', credits: '0', rounding: '-0.01', payable: '37.3' },
  },
] as const

describe('an invoice with everything on it', () => {
  it('three periods in a row, to the cent, each as its preview said and each verified', async () => {
    const storage = await threePeriods()
    for (const { period, now, dueDate, presented, totals } of periods) {
      const scope = { account: 'acme', period }
      const preview = await billingAt(now, readOnly(storage)).invoices.preview(scope)
      const billing = billingAt(now, storage)
      const invoice = await billing.invoices.issue({ key: period, ...scope })
      expect({ period, totals: invoice.totals, dueDate: invoice.dueDate, presented: invoice.presentation?.total }).toMatchObject({ period, totals, dueDate, presented })
      expect(invoice.contentHash).toBe(preview.contentHash)
      expect(invoice).toMatchObject({ seller: { name: 'Farthing GmbH' }, customer: { id: 'acme', name: 'Acme GmbH', contact: 'billing@acme.example' } })
      const evidence = await billing.invoices.evidence(invoice.id)
      expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    }
    const { items } = await billingAt('2027-01-02T00:00:00Z', storage).adjustments.list({ account: 'acme' })
    expect(items.map(({ adjustment, status }) => `${adjustment.id} ${status}`)).toEqual(['goodwill applied', 'less applied', 'set-up applied'])
  })

  it('is another one without any of its terms', async () => {
    const storage = await threePeriods()
    const billing = billingAt('2026-11-02T00:00:00Z', storage)
    const { id } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    const evidence = await billing.invoices.evidence(id)
    if (evidence?.terms === undefined) throw new Error('the invoice has terms')
    const names = Object.keys(evidence.terms)
    expect(names.sort()).toEqual(['adjustments', 'cash', 'credits', 'customer', 'discounts', 'overrides', 'payment', 'presentation', 'seller', 'tax', 'taxAnswer'])
    for (const name of names) {
      const without = Object.fromEntries(Object.entries(evidence.terms).filter(([key]) => key !== name))
      expect([name, verifyInvoice({ ...evidence, terms: without }).verdict]).toEqual([name, 'differs'])
    }
  })
})
