import { memory } from '@farthing/adapters-memory'
import { explain, verifyInvoice } from '@farthing/ledger'
import { defineCatalog, flat, graduated, plan } from '@farthing/pricing'
import { sum } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { createBilling } from './create-billing.js'
import { fixedClock } from './clock/fixed-clock.js'

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) },
  plans: {
    pro: plan(
      { currency: 'EUR', every: 'month' },
      { base: flat('49.00'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]) },
    ),
  },
})

describe('createBilling', () => {
  it('bills the first example', async () => {
    const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
    const { counts, refused } = await billing.events.ingest([
      { id: 'r1', source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-14T09:00:00Z', data: { count: '1400000', model: 'large' } },
    ])
    expect(counts).toEqual({ received: 1, accepted: 1, duplicate: 0, conflict: 0, unattached: 0, rejected: 0 })
    expect(refused).toEqual([])
    const preview = await billing.invoices.preview({ account: 'acme', period: '2026-10' })
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    expect(preview.contentHash).toBe(invoice.contentHash)
    expect(explain(invoice).split('\n').at(-1)).toBe('49.00 + 400,000 × 0.0000025 = 50.00 EUR')
    expect(invoice).toMatchObject({ number: 'INV-000001', totals: { payable: '50' }, from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' })
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    expect(await billing.ledger.balance({ role: 'receivable', account: 'acme' })).toEqual([{ currency: 'EUR', amountMinor: '5000' }])
  })
})
