import { memory } from '@farthing/adapters-memory'
import type { InvoiceBounds } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { apiAccount, calls, invoicedBilling } from '../test/invoiced-billing.js'
import { failureIn, october } from '../test/sample-billing.js'

const november = { account: 'acme', period: '2026-11' } as const

/** Acme has a document for each of two subscriptions: `acme` of 20.00 a month and 100 calls in November, and `second`, which has nobody who calls. */
async function twoSubscriptions(bounds: InvoiceBounds) {
  const storage = memory()
  const billing = invoicedBilling({ storage, now: '2026-12-02T00:00:00Z', invoicing: { bounds } })
  await apiAccount(billing, 'acme', { invoiceGrouping: { by: 'subscription' } })
  await billing.subscriptions.start({ key: 'second', account: 'acme', plan: 'api', from: '2026-10-01', subjects: ['other'] })
  for (const group of ['acme', 'second']) await billing.invoices.issue({ key: `october ${group}`, ...october, group: `subscription:${group}` })
  await calls(billing, 100, { time: '2026-11-10T00:00:00Z' })
  return billing
}

describe('bounds of documents', () => {
  it.each([
    [{ growth: '1.4' }, { bound: 'growth', limit: '28', found: '30' }],
    [{ amount: '29.99' }, { bound: 'amount', limit: '29.99', found: '30' }],
  ] as const)('hold the subscription that breaks %j and no other, until somebody releases it (V-BOUNDS)', async (bounds, breach) => {
    const billing = await twoSubscriptions(bounds)
    const held = { ...november, group: 'subscription:acme' }
    const failure = await failureIn(() => billing.invoices.issue({ key: 'held', ...held }))
    expect(failure).toMatchObject({ code: 'invoice.held', field: 'release', facts: { subscription: 'acme', ...breach, subscriptions: ['acme'] } })
    expect((await billing.invoices.issue({ key: 'second', ...november, group: 'subscription:second' })).totals.payable).toBe('20')
    expect(await failureIn(() => billing.invoices.issue({ key: 'other', ...held, release: ['second'] }))).toMatchObject({ code: 'invoice.held' })
    const released = await billing.invoices.issue({ key: 'released', ...held, release: ['acme'], actor: 'ann' })
    expect([released.number, released.totals.payable]).toEqual(['INV-000004', '30'])
  })

  it('judge anew: what is inside after all needs no release', async () => {
    const billing = await twoSubscriptions({ growth: '1.4' })
    const held = { ...november, group: 'subscription:acme' }
    expect(await failureIn(() => billing.invoices.issue({ key: 'i', ...held }))).toMatchObject({ code: 'invoice.held' })
    const [line] = (await billing.invoices.preview(held)).lines.filter(({ component }) => component === 'calls')
    await billing.adjustments.override({ key: 'o', ...held, line: line?.id ?? '', amount: '8', reason: 'test calls', actor: 'ann' })
    expect((await billing.invoices.issue({ key: 'i', ...held })).totals.payable).toBe('28')
  })

  it('compare with documents that stand: a void one counts for nothing', async () => {
    const billing = await twoSubscriptions({ growth: '1.4' })
    const [first] = (await billing.invoices.list({ account: 'acme' })).items
    await billing.invoices.transition({ key: 'v', invoice: first?.id ?? '', cause: 'void', reason: 'wrong' })
    expect((await billing.invoices.issue({ key: 'i', ...november, group: 'subscription:acme' })).totals.payable).toBe('30')
  })

  it('hold progressive invoices too', async () => {
    const billing = invoicedBilling({ now: '2026-10-20T00:00:00Z', invoicing: { bounds: { lines: 1 } } })
    await apiAccount(billing, 'acme')
    await calls(billing, 1)
    expect(await failureIn(() => billing.invoices.issueProgress({ key: 'p', ...october }))).toMatchObject({ code: 'invoice.held', facts: { bound: 'lines', limit: '1', found: '2' } })
    expect((await billing.invoices.issueProgress({ key: 'p', ...october, release: ['acme'] })).totals.payable).toBe('20.1')
  })

  it.each([{ lines: 0 }, { amount: '0' }, { growth: '-1' }] as const)('are refused when they are %j', async (bounds) => {
    expect(await failureIn(async () => invoicedBilling({ invoicing: { bounds } }))).toMatchObject({ code: 'invoice.invalid', field: `bounds.${Object.keys(bounds)[0] ?? ''}` })
  })
})
