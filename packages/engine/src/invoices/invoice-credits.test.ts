import { memory } from '@farthing/adapters-memory'
import { verifyInvoice } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { acmeBilling, october, readOnly, sampleBilling, tokens } from '../test/sample-billing.js'

const grant = { account: 'acme', currency: 'EUR', effectiveAt: '2026-10-01T00:00:00Z' } as const
const welcome = { ...grant, key: 'welcome', kind: 'promotional', amount: '10', expiresAt: '2026-10-31T23:00:00Z' } as const
const topUp = { ...grant, key: 'top-up', kind: 'paid', amount: '25' } as const

/** 49.00 for the month and 1.00 for tokens, with 10.00 of promotional and 25.00 of paid credit. */
async function withCredit() {
  const storage = memory()
  const billing = await acmeBilling({ storage })
  await billing.events.ingest([tokens('r1', '1400000')])
  await billing.credits.grant(welcome)
  await billing.credits.grant(topUp)
  return { storage, billing }
}

describe('credit pays for an invoice', () => {
  it('is given, used and shown like this', async () => {
    const billing = await acmeBilling()
    await billing.events.ingest([tokens('r1', '1400000')])
    // #region usage
    await billing.credits.grant({
      key: 'welcome', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '10', effectiveAt: '2026-10-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z',
    })
    await billing.credits.sell({
      key: 'top-up', account: 'acme', provider: 'bank', payment: 'transfer-17', amount: { amount: '75', currency: 'EUR' }, effectiveAt: '2026-10-01T00:00:00Z',
    })

    const { totals } = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    expect(totals).toMatchObject({ subtotal: '50', discounts: '10', net: '40', credits: '40', payable: '0' })

    const { amounts } = await billing.credits.balance({ account: 'acme' })
    expect(amounts).toEqual([{ currency: 'EUR', promotional: '0', paid: '35', total: '35' }])
    expect(await billing.ledger.balance({ role: 'customer_credit', account: 'acme' })).toEqual([{ currency: 'EUR', amountMinor: '-3500' }])
    // #endregion usage
  })

  it('promotional before tax, paid after it, and each consumption names grant and line', async () => {
    const { billing } = await withCredit()
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
    expect(invoice.totals).toMatchObject({ subtotal: '50', discounts: '10', net: '40', credits: '25', payable: '15' })
    const consumed = (await billing.credits.movements({ document: invoice.id })).items.map((one) => [one.grant, invoice.lines.findIndex(({ id }) => id === one.line), one.amount])
    expect(consumed).toEqual([['top-up', 0, '24.5'], ['top-up', 1, '0.5'], ['welcome', 0, '9.8'], ['welcome', 1, '0.2']])
    expect((await billing.credits.balance({ account: 'acme', at: '2026-10-20T00:00:00Z' })).amounts).toEqual([{ currency: 'EUR', promotional: '0', paid: '0', total: '0' }])
  })

  it('the preview says the same and takes nothing', async () => {
    const { storage, billing } = await withCredit()
    const preview = await sampleBilling({ storage: readOnly(storage) }).invoices.preview(october)
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
    expect(preview.contentHash).toBe(invoice.contentHash)
  })

  it('stands in the evidence, from which the invoice follows', async () => {
    const { billing } = await withCredit()
    const { id } = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
    const evidence = await billing.invoices.evidence(id)
    if (evidence === undefined) throw new Error('an issued invoice has evidence')
    expect(evidence.terms?.credits?.map(({ grant: { id: of }, remaining }) => [of, remaining])).toEqual([['top-up', '25'], ['welcome', '10']])
    expect(verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    expect(verifyInvoice({ ...evidence, terms: {} })).toMatchObject({ verdict: 'differs' })
  })

  it('goes through the book: promotional credit is used up, and what is left to pay is receivable', async () => {
    const { billing } = await withCredit()
    await billing.invoices.issue({ key: 'acme/2026-10', ...october })
    const balanceOf = async (role: 'receivable' | 'promotional_credit' | 'customer_credit') => (await billing.ledger.balance({ role, account: 'acme' })).map(({ amountMinor }) => amountMinor)
    expect(await balanceOf('receivable')).toEqual(['1500'])
    expect(await balanceOf('promotional_credit')).toEqual(['0'])
    expect(await balanceOf('customer_credit')).toEqual(['0'])
    expect((await billing.reconciliation.run()).mismatches).toEqual([])
  })

  it('is used once, by whichever of two documents comes first', async () => {
    const { storage, billing } = await withCredit()
    await billing.subscriptions.start({ key: 'globex', account: 'globex', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
    await Promise.all([billing.invoices.issue({ key: 'a', ...october }), billing.invoices.issue({ key: 'a', ...october }), billing.invoices.issue({ key: 'b', account: 'globex', period: '2026-10' })])
    const november = sampleBilling({ storage, now: '2026-12-02T00:00:00Z' })
    expect((await november.invoices.issue({ key: 'next', account: 'acme', period: '2026-11' })).totals.payable).toBe('49')
    expect((await november.credits.movements({ account: 'acme' })).items.filter(({ kind }) => kind === 'consumed')).toHaveLength(4)
  })

  it('leaves an invoice without credit as it was: no terms, no discounts', async () => {
    const billing = await acmeBilling()
    const { id } = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
    expect(await billing.invoices.evidence(id)).not.toHaveProperty('terms')
  })
})
