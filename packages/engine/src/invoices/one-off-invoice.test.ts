import { memory } from '@farthing/adapters-memory'
import { verifyInvoice } from '@farthing/ledger'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { failureIn, readOnly } from '../test/sample-billing.js'
import { german, subscribed, taxedBilling, type SampleBilling } from '../test/taxed-billing.js'

async function recorded(storage: Storage, ids: readonly string[] = ['cable', 'visit']): Promise<SampleBilling> {
  const billing = taxedBilling({ storage, invoicing: { paymentTerms: { due: 'net', days: 14 } } })
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin', taxProfile: german } })
  for (const [index, id] of ids.entries()) {
    await billing.adjustments.record({ key: id, kind: 'amount', account: 'acme', label: id, currency: 'EUR', amount: `${10 * (index + 1)}`, reason: 'ordered', actor: 'ann', effectiveAt: '2026-11-01T00:00:00Z' })
  }
  return billing
}

describe('one-off invoices', () => {
  it('bill what is due at once, as their preview says, with taxes and a due date, without any subscription', async () => {
    const storage = memory()
    const billing = await recorded(storage)
    await billing.credits.grant({ key: 'wallet', account: 'acme', kind: 'paid', currency: 'EUR', amount: '5', effectiveAt: '2026-10-01T00:00:00Z' })
    const preview = await taxedBilling({ storage: readOnly(storage), invoicing: { paymentTerms: { due: 'net', days: 14 } } }).invoices.previewOneOff({ account: 'acme' })
    const invoice = await billing.invoices.issueOneOff({ key: 'o', account: 'acme' })
    expect(invoice).toMatchObject({
      number: 'INV-000001', group: 'one-off/1', from: '2026-11-01T23:00:00.000000Z', to: '2026-11-02T23:00:00.000000Z', dueDate: '2026-11-16', lines: [],
      adjustments: [{ id: 'cable', amount: '10' }, { id: 'visit', amount: '20' }],
      totals: { subtotal: '30', tax: '5.7', gross: '35.7', credits: '5', payable: '30.7' },
    })
    expect(invoice.contentHash).toBe(preview.contentHash)
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    expect(await billing.invoices.issueOneOff({ key: 'o', account: 'acme' })).toEqual(invoice)
    const booked = (await billing.ledger.list()).items.filter(({ reference }) => reference === invoice.id)
    expect(booked.length).toBeGreaterThan(0)
  })

  it('are several on one day, each of the amounts that it names, and give them back when void', async () => {
    const billing = await recorded(memory())
    const first = await billing.invoices.issueOneOff({ key: '1', account: 'acme', adjustments: ['visit'] })
    const second = await billing.invoices.issueOneOff({ key: '2', account: 'acme' })
    expect([first, second].map(({ group, totals }) => [group, totals.subtotal])).toEqual([['one-off/1', '20'], ['one-off/2', '10']])
    await billing.invoices.transition({ key: 'v', invoice: first.id, cause: 'void', reason: 'wrong' })
    expect((await billing.invoices.issueOneOff({ key: '3', account: 'acme' })).totals.subtotal).toBe('20')
  })

  it('are credited like any other, and have nothing to rate again', async () => {
    const billing = await recorded(memory())
    const first = await billing.invoices.issueOneOff({ key: '1', account: 'acme', adjustments: ['visit'] })
    await billing.invoices.issueOneOff({ key: '2', account: 'acme' })
    expect(await billing.corrections.takeLate()).toMatchObject({ invoices: 0, refused: [] })
    const record = await billing.corrections.cancel({ key: 'c', invoice: first.id, reason: 'not done' })
    expect(record.correction).toMatchObject({ totals: { net: '-20' } })
  })

  it('leave the invoice of the period what they did not bill', async () => {
    const billing = await recorded(memory())
    await subscribed(billing, 'acme again', { taxProfile: german })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-02', to: '2026-11-02', zone: 'Europe/Berlin' })
    await billing.invoices.issueOneOff({ key: '1', account: 'acme', adjustments: ['visit'] })
    const invoice = await billing.invoices.issue({ key: 'i', account: 'acme', period: { from: '2026-10-02', to: '2026-11-02' } })
    expect(invoice.adjustments).toMatchObject([{ id: 'cable' }])
  })

  it.each([
    ['an account without amounts', [], { account: 'acme' }, 'invoice.not_one_off', 'account'],
    ['an amount that is not there', ['cable'], { account: 'acme', adjustments: ['cable', 'none'] }, 'invoice.not_one_off', 'adjustments'],
    ['an unknown account', [], { account: 'nobody' }, 'account.unknown', 'account'],
  ] as const)('refuse %s', async (_, ids, scope, code, field) => {
    const billing = await recorded(memory(), ids)
    expect(await failureIn(() => billing.invoices.issueOneOff({ key: 'o', ...scope }))).toMatchObject({ code, field })
    expect((await billing.invoices.list()).items).toEqual([])
  })
})
