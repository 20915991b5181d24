import { memory } from '@farthing/adapters-memory'
import { verifyInvoice, type IssuedInvoice } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { acmeBilling, catalog, failureIn, october, readOnly, sampleBilling, tokens } from '../test/sample-billing.js'
import { taxedBilling, type SampleBilling } from '../test/taxed-billing.js'

const setUp = { key: 'set-up', actor: 'ann', account: 'acme', kind: 'amount', label: 'Set-up', currency: 'EUR', amount: '20', reason: 'agreed by mail', effectiveAt: '2026-10-01T00:00:00Z' } as const
const partner = { key: 'partner', actor: 'ann', account: 'acme', kind: 'discount', label: 'Partner', percent: '10', reason: 'contract', effectiveAt: '2026-10-01T00:00:00Z' } as const
const november = { account: 'acme', period: '2026-11' } as const

/** 49.00 for the month and 1.00 for tokens. */
async function acme() {
  const storage = memory()
  const billing = await acmeBilling({ storage })
  await billing.events.ingest([tokens('r1', '1400000')])
  return { storage, billing, later: sampleBilling({ storage, now: '2026-12-02T00:00:00Z' }) }
}

async function verified(billing: SampleBilling, { id }: IssuedInvoice) {
  const evidence = await billing.invoices.evidence(id)
  return evidence && verifyInvoice(evidence)
}

const standingOf = async (billing: SampleBilling, id: string) => {
  const standing = await billing.adjustments.get(id)
  return [standing?.status, standing?.document]
}

describe('an amount by hand', () => {
  it('is taken by the next document, once, with reason and actor', async () => {
    const { billing, later } = await acme()
    expect(await billing.adjustments.record(setUp)).toMatchObject({ status: 'open', revision: 0, adjustment: { id: 'set-up', actor: 'ann', recordedAt: '2026-11-02T00:00:00.000000Z' } })
    const preview = await billing.invoices.preview(october)
    const invoice = await billing.invoices.issue({ key: 'i', actor: 'billing', ...october })
    expect(invoice.adjustments).toEqual([{ id: 'set-up', label: 'Set-up', reason: 'agreed by mail', actor: 'ann', amount: '20', effectiveAt: '2026-10-01T00:00:00.000000Z', taxable: true }])
    expect([invoice.totals.payable, invoice.contentHash]).toEqual(['70', preview.contentHash])
    expect(await standingOf(billing, 'set-up')).toEqual(['applied', invoice.id])
    expect(await verified(billing, invoice)).toEqual({ verdict: 'verified' })
    expect(await later.invoices.issue({ key: 'n', ...november })).not.toHaveProperty('adjustments')
  })

  it('credits the account below zero, and waits until it is effective and for its currency', async () => {
    const { billing, later } = await acme()
    await billing.adjustments.record({ ...setUp, key: 'goodwill', label: 'Goodwill', amount: '-5' })
    await billing.adjustments.record({ ...setUp, key: 'later', effectiveAt: '2026-11-01T00:00:00Z' })
    await billing.adjustments.record({ ...setUp, key: 'usd', currency: 'USD' })
    expect((await billing.invoices.issue({ key: 'i', ...october })).totals.payable).toBe('45')
    expect((await later.invoices.issue({ key: 'n', ...november })).totals.payable).toBe('69')
    expect((await billing.adjustments.list({ account: 'acme', open: true })).items.map(({ adjustment }) => adjustment.id)).toEqual(['usd'])
  })

  it('of two documents at once, one takes it', async () => {
    const { storage, billing } = await acme()
    await billing.adjustments.record(setUp)
    const later = sampleBilling({ storage, now: '2026-12-02T00:00:00Z' })
    const invoices = await Promise.all([later.invoices.issue({ key: 'i', ...october }), later.invoices.issue({ key: 'n', ...november })])
    expect(invoices.map(({ adjustments = [] }) => adjustments.length).sort()).toEqual([0, 1])
  })

  it('is given back by a document that is void', async () => {
    const { billing, later } = await acme()
    await billing.adjustments.record(setUp)
    const { id } = await billing.invoices.issue({ key: 'i', ...october })
    await billing.invoices.transition({ key: 'void', invoice: id, cause: 'void', reason: 'wrong address' })
    expect(await standingOf(billing, 'set-up')).toEqual(['open', undefined])
    expect((await later.invoices.issue({ key: 'n', ...november })).totals.payable).toBe('69')
  })

  it('stays open when the document is refused', async () => {
    const { billing } = await acme()
    await billing.adjustments.record({ ...setUp, amount: '-50.01' })
    expect(await failureIn(() => billing.invoices.issue({ key: 'i', ...october }))).toMatchObject({ code: 'invoice.invalid', field: 'totals.payable' })
    expect(await standingOf(billing, 'set-up')).toEqual(['open', undefined])
  })

  it('is read by a preview that writes nothing', async () => {
    const { storage, billing } = await acme()
    await billing.adjustments.record(setUp)
    expect((await sampleBilling({ storage: readOnly(storage) }).invoices.preview(october)).totals.payable).toBe('70')
  })
})

describe('approval', () => {
  it('comes from somebody else, before any document takes it', async () => {
    const { billing } = await acme()
    await billing.adjustments.record({ ...setUp, needsApproval: true })
    expect((await billing.invoices.preview(october)).totals.payable).toBe('50')
    expect(await failureIn(() => billing.adjustments.approve({ key: 'a', actor: 'ann', adjustment: 'set-up' }))).toMatchObject({ code: 'adjustment.transition', field: 'actor' })
    expect(await billing.adjustments.approve({ key: 'b', actor: 'bob', adjustment: 'set-up' })).toMatchObject({ status: 'open', approval: { actor: 'bob', at: '2026-11-02T00:00:00.000000Z' } })
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence?.terms?.adjustments).toMatchObject([{ approval: { actor: 'bob' } }])
    expect(invoice.totals.payable).toBe('70')
  })

  it('is needed of all where the tenant says so', async () => {
    const { storage } = await acme()
    const strict = taxedBilling({ storage, invoicing: { approval: 'required' } })
    expect(await strict.adjustments.record({ ...setUp, needsApproval: false })).toMatchObject({ status: 'proposed' })
  })
})

describe('a line by hand', () => {
  const base = async (billing: SampleBilling) => (await billing.invoices.preview(october)).lines.find(({ component }) => component === 'base')?.id ?? ''

  it('says another amount on the next document, with reason and actor', async () => {
    const { billing } = await acme()
    const line = await base(billing)
    await billing.adjustments.override({ key: 'less', actor: 'ann', ...october, line, amount: '40', reason: 'outage on the 3rd' })
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    expect(invoice.lines.find(({ id }) => id === line)).toMatchObject({ amount: '40', adjustments: [{ stage: 'override', rule: 'ann', description: 'outage on the 3rd', amount: '-9' }] })
    expect(invoice.totals.payable).toBe('41')
    expect(await standingOf(billing, 'less')).toEqual(['applied', invoice.id])
    expect(await verified(billing, invoice)).toEqual({ verdict: 'verified' })
  })

  it('is a line that the document has, and is set once', async () => {
    const { billing } = await acme()
    const line = await base(billing)
    const override = { ...october, amount: '40', reason: 'outage' } as const
    expect(await failureIn(() => billing.adjustments.override({ key: 'x', ...override, line: 'none' }))).toMatchObject({ code: 'adjustment.line_unknown' })
    await billing.adjustments.override({ key: 'first', ...override, line })
    expect(await failureIn(() => billing.adjustments.override({ key: 'second', ...override, line }))).toMatchObject({ code: 'adjustment.invalid', field: 'line' })
    await billing.adjustments.withdraw({ key: 'w', adjustment: 'first', reason: 'by mistake' })
    await billing.adjustments.override({ key: 'second', ...override, line, amount: '30' })
    expect((await billing.invoices.preview(october)).totals.payable).toBe('31')
  })
})

describe('a discount of an account', () => {
  it('comes off every document while it holds, behind those of the tenant, until it is withdrawn', async () => {
    const { storage, billing } = await acme()
    await billing.adjustments.record({ ...partner, endsAt: '2026-12-31T23:00:00Z' })
    const discounts = [{ key: 'launch', label: 'Launch', amount: '10' }] as const
    const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), invoicing: { discounts } })
    expect((await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'i', ...october })).discounts).toMatchObject([{ key: 'launch', amount: '10' }, { key: 'partner', label: 'Partner', amount: '4' }])
    expect((await at('2026-12-02T00:00:00Z').invoices.issue({ key: 'n', ...november })).totals).toMatchObject({ discounts: '13.9', payable: '35.1' })
    await billing.adjustments.withdraw({ key: 'w', adjustment: 'partner' })
    expect((await at('2027-01-02T00:00:00Z').invoices.issue({ key: 'd', account: 'acme', period: '2026-12' })).totals).toMatchObject({ discounts: '10' })
  })

  it('ends', async () => {
    const { billing, later } = await acme()
    await billing.adjustments.record({ ...partner, endsAt: '2026-10-31T23:00:00Z' })
    expect((await billing.invoices.preview(october)).totals.payable).toBe('45')
    expect((await later.invoices.preview(november)).totals.payable).toBe('49')
  })
})

describe('what is refused', () => {
  it.each<readonly [name: string, call: (billing: SampleBilling) => Promise<unknown>, code: string]>([
    ['an account that does not exist', (billing) => billing.adjustments.record({ ...setUp, account: 'nobody' }), 'account.unknown'],
    ['a discount of nothing', (billing) => billing.adjustments.record({ ...partner, percent: '0' }), 'adjustment.invalid'],
    ['an id that is taken', async (billing) => (await billing.adjustments.record(setUp), billing.adjustments.record({ ...setUp, key: 'other', id: 'set-up' })), 'adjustment.invalid'],
    ['another payload under the same key', async (billing) => (await billing.adjustments.record(setUp), billing.adjustments.record({ ...setUp, amount: '21' })), 'command.conflict'],
    ['approving what does not exist', (billing) => billing.adjustments.approve({ key: 'a', adjustment: 'none' }), 'adjustment.unknown'],
    ['withdrawing what a document took', async (billing) => (await billing.adjustments.record(setUp), await billing.invoices.issue({ key: 'i', ...october }), billing.adjustments.withdraw({ key: 'w', adjustment: 'set-up' })), 'adjustment.transition'],
  ])('%s', async (_, call, code) => {
    const { billing } = await acme()
    expect(await failureIn(() => call(billing))).toMatchObject({ code })
  })

  it('nothing, when the same command comes again', async () => {
    const { billing } = await acme()
    expect(await billing.adjustments.record(setUp)).toEqual(await billing.adjustments.record(setUp))
  })
})
