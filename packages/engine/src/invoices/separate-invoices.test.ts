import { memory } from '@farthing/adapters-memory'
import { verifyInvoice } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { failureIn, october } from '../test/sample-billing.js'
import { apiAccount, calls, invoicedBilling, type InvoicedBilling } from '../test/invoiced-billing.js'

async function verdictOf(billing: InvoicedBilling, id: string) {
  const evidence = await billing.invoices.evidence(id)
  return evidence && verifyInvoice(evidence)
}

describe('separate invoices', () => {
  async function twoSubscriptions() {
    const billing = invoicedBilling()
    await apiAccount(billing, 'acme', { invoiceGrouping: { by: 'subscription' } })
    await billing.subscriptions.start({ key: 'second', account: 'acme', plan: 'resold', from: '2026-10-01', subjects: ['acme-eu'] })
    await calls(billing, 300)
    await calls(billing, 50, { subject: 'acme-eu' })
    return billing
  }

  it('one for each subscription, as the account has it', async () => {
    const billing = await twoSubscriptions()
    expect(await billing.invoices.groups(october)).toEqual([
      { side: 'retail', group: 'subscription:acme', charges: 2 },
      { side: 'retail', group: 'subscription:second', charges: 1 },
    ])
    const first = await billing.invoices.issue({ key: '1', ...october, group: 'subscription:acme' })
    const preview = await billing.invoices.preview({ ...october, group: 'subscription:second' })
    const second = await billing.invoices.issue({ key: '2', ...october, group: 'subscription:second' })
    expect([first.totals.payable, second.totals.payable]).toEqual(['50', '3'])
    expect([first.number, second.number]).toEqual(['INV-000001', 'INV-000002'])
    expect(preview.contentHash).toBe(second.contentHash)
    for (const { id } of [first, second]) expect(await verdictOf(billing, id)).toEqual({ verdict: 'verified' })
    expect((await billing.invoices.groups(october)).map(({ invoice }) => invoice)).toEqual([first.id, second.id])
    expect(await failureIn(() => billing.invoices.issue({ key: '3', ...october, group: 'subscription:acme' }))).toMatchObject({ code: 'invoice.exists', facts: { invoice: first.id } })
  })

  it.each([['no group', {}], ['a group without charges', { group: 'subscription:third' }]])('refuses %s', async (_, place) => {
    const billing = await twoSubscriptions()
    expect(await failureIn(() => billing.invoices.issue({ key: '1', ...october, ...place }))).toMatchObject({ code: 'invoice.group_unknown', field: 'group' })
    expect((await billing.invoices.list()).items).toEqual([])
  })

  it('bill a charge once, whatever group is asked for and whatever the account says later', async () => {
    const billing = invoicedBilling()
    await apiAccount(billing, 'acme')
    const { id } = await billing.invoices.issue({ key: '1', ...october })
    expect(await failureIn(() => billing.invoices.issue({ key: '2', ...october, group: 'subscription:acme' }))).toMatchObject({ code: 'invoice.group_unknown' })
    const account = { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } as const
    await billing.accounts.put({ key: 'apart', account: { ...account, invoiceGrouping: { by: 'subscription' } } })
    const apart = { ...october, group: 'subscription:acme' }
    expect(await failureIn(() => billing.invoices.issue({ key: '3', ...apart }))).toMatchObject({ code: 'invoice.exists', field: 'group', facts: { invoice: id } })
    await billing.invoices.transition({ key: 'v', invoice: id, cause: 'void', reason: 'apart' })
    expect((await billing.invoices.issue({ key: '4', ...apart })).totals.payable).toBe('20')
    await billing.accounts.put({ key: 'together', account })
    expect(await failureIn(() => billing.invoices.issue({ key: '5', ...october }))).toMatchObject({ code: 'invoice.exists', field: 'group' })
  })

  it('all on one where the account says so, whatever the tenant says', async () => {
    const billing = invoicedBilling({ invoicing: { grouping: { by: 'subscription' } } })
    await apiAccount(billing, 'acme', { invoiceGrouping: { by: 'account' } })
    await apiAccount(billing, 'globex')
    expect(await billing.invoices.groups(october)).toMatchObject([{ charges: 2 }])
    expect(await billing.invoices.groups({ account: 'globex', period: '2026-10' })).toMatchObject([{ group: 'subscription:globex' }])
  })
})

describe('charges in advance', () => {
  it('have a document that is due when the period begins, and the rest one at its end', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now })
    const early = at('2026-09-30T23:59:59.999999Z')
    await apiAccount(early, 'acme', { invoiceGrouping: { by: 'account', advance: 'separate' } })
    expect(await failureIn(() => early.invoices.issue({ key: 'a', ...october, group: 'advance' }))).toMatchObject({ code: 'window.open', field: 'period' })
    const begun = at('2026-10-01T00:00:00Z')
    const advance = await begun.invoices.issue({ key: 'a', ...october, group: 'advance' })
    expect(advance).toMatchObject({ group: 'advance', totals: { payable: '20' }, lines: [{ component: 'base', billing: 'advance' }] })
    expect(await failureIn(() => begun.invoices.issue({ key: 'b', ...october }))).toMatchObject({ code: 'window.open' })
    const ended = at('2026-11-02T00:00:00Z')
    await calls(ended, 300)
    const arrears = await ended.invoices.issue({ key: 'b', ...october })
    expect(arrears).toMatchObject({ totals: { payable: '30' }, lines: [{ component: 'calls' }] })
    for (const { id } of [advance, arrears]) expect(await verdictOf(ended, id)).toEqual({ verdict: 'verified' })
    expect(await failureIn(() => ended.invoices.issue({ key: 'c', ...october, group: 'advance' }))).toMatchObject({ code: 'invoice.exists' })
  })
})

describe('wholesale invoices', () => {
  it('bill the reseller for the same usage at its own price, beside the retail invoice', async () => {
    const billing = invoicedBilling()
    await billing.accounts.put({ key: 'r', account: { id: 'reseller', kind: 'reseller', currency: 'EUR', zone: 'UTC' } })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', wholesale: { account: 'reseller', plan: 'resold' } })
    await billing.subscriptions.start({ key: 'other', account: 'other', plan: 'api', from: '2026-10-01' })
    await calls(billing, 300)
    const retail = await billing.invoices.issue({ key: 'retail', ...october })
    const wholesale = await billing.invoices.issue({ key: 'wholesale', account: 'reseller', period: '2026-10', side: 'wholesale' })
    expect(retail.totals.payable).toBe('50')
    expect(wholesale).toMatchObject({ account: 'reseller', side: 'wholesale', totals: { payable: '18' }, lines: [{ subscription: 'acme', side: 'wholesale', quantity: '300' }] })
    expect(wholesale.lines[0]?.usageDigest).toBe(retail.lines.find(({ component }) => component === 'calls')?.usageDigest)
    expect(await billing.ledger.balance({ role: 'receivable', account: 'reseller' })).toMatchObject([{ amountMinor: '1800' }])
    for (const { id } of [retail, wholesale]) expect(await verdictOf(billing, id)).toEqual({ verdict: 'verified' })
    expect(await failureIn(() => billing.invoices.preview({ account: 'acme', period: '2026-10', side: 'wholesale' }))).toMatchObject({ code: 'period.not_found' })
  })
})

describe('progressive invoices', () => {
  const [tenth, twentieth, ended] = ['2026-10-10T12:00:00Z', '2026-10-20T12:00:00Z', '2026-11-02T00:00:00Z']

  it('bill what has come together within a period, and the last one the rest', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now })
    await apiAccount(at(tenth), 'acme')
    await calls(at(tenth), 850, { time: '2026-10-09T00:00:00Z' })
    const progress = { ...october, threshold: '100' } as const
    const first = await at(tenth).invoices.issueProgress({ key: 'p1', ...progress })
    expect(first.totals.payable).toBe('105')
    expect(await failureIn(() => at(tenth).invoices.issueProgress({ key: 'p2', ...progress }))).toMatchObject({ code: 'invoice.not_progressive', field: 'threshold' })
    await calls(at(twentieth), 1_350, { time: '2026-10-19T00:00:00Z' })
    const second = await at(twentieth).invoices.issueProgress({ key: 'p2', ...progress })
    expect(second).toMatchObject({ sequence: 1, totals: { payable: '135' } })
    await calls(at(ended), 7, { time: '2026-10-30T00:00:00Z' })
    const preview = await at(ended).invoices.preview(october)
    const last = await at(ended).invoices.issue({ key: 'last', ...october })
    expect(last).toMatchObject({ sequence: 2, contentHash: preview.contentHash, totals: { payable: '0.7' } })
    expect(last.lines.find(({ component }) => component === 'calls')?.adjustments).toMatchObject([{ rule: first.id, description: 'Invoice INV-000001', amount: '-85' }, { rule: second.id, amount: '-135' }])
    for (const { id } of [first, second, last]) expect(await verdictOf(at(ended), id)).toEqual({ verdict: 'verified' })
    expect(await failureIn(() => at(ended).invoices.issue({ key: 'again', ...october }))).toMatchObject({ code: 'invoice.exists', facts: { invoice: last.id } })
    expect(await at(ended).ledger.balance({ role: 'receivable', account: 'acme' })).toMatchObject([{ amountMinor: '24070' }])
  })

  it('that is void is billed again by the last one', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now })
    await apiAccount(at(tenth), 'acme')
    await calls(at(tenth), 850, { time: '2026-10-09T00:00:00Z' })
    const first = await at(tenth).invoices.issueProgress({ key: 'p1', ...october })
    await at(twentieth).invoices.transition({ key: 'v', invoice: first.id, cause: 'void', reason: 'too early' })
    expect((await at(ended).invoices.issue({ key: 'last', ...october })).totals.payable).toBe('105')
  })

  it('is made void only after those that took it off: nothing is left unbilled', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now })
    await apiAccount(at(tenth), 'acme')
    await calls(at(tenth), 850, { time: '2026-10-09T00:00:00Z' })
    const first = await at(tenth).invoices.issueProgress({ key: 'p1', ...october })
    const billing = at(ended)
    await calls(billing, 7, { time: '2026-10-30T00:00:00Z' })
    const last = await billing.invoices.issue({ key: 'last', ...october })
    const makeVoid = (key: string, invoice: string) => billing.invoices.transition({ key, invoice, cause: 'void', reason: 'wrong' })
    expect(await failureIn(() => makeVoid('v1', first.id))).toMatchObject({ code: 'invoice.transition', field: 'cause', message: expect.stringContaining(`invoice ${last.number} takes off`) as string })
    await makeVoid('v2', last.id)
    await makeVoid('v1', first.id)
    expect((await billing.invoices.issue({ key: 'again', ...october })).totals.payable).toBe('105.7')
  })

  it('bill once what a correction has billed of them: late usage between the seal and the last invoice', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now, invoicing: { grace: 'P1D' } })
    await apiAccount(at(tenth), 'acme')
    await calls(at(tenth), 850, { time: '2026-10-09T00:00:00Z' })
    await at(tenth).invoices.issueProgress({ key: 'p1', ...october })
    const sealed = at('2026-11-01T00:00:00Z')
    await sealed.windows.sealDue()
    await calls(sealed, 50, { time: '2026-10-30T00:00:00Z' })
    expect((await sealed.corrections.takeLate()).corrected).toMatchObject([{ note: { kind: 'supplementary_invoice', totals: { gross: '5' } } }])
    await calls(sealed, 3, { time: '2026-10-31T00:00:00Z' })
    const last = await at(ended).invoices.issue({ key: 'last', ...october })
    expect(last.totals.payable).toBe('0.3')
    expect(await verdictOf(at(ended), last.id)).toEqual({ verdict: 'verified' })
    expect((await at(ended).reconciliation.run()).mismatches).toEqual([])
  })

  it('give back once what was unused of a fee', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now })
    await apiAccount(at('2026-10-01T00:00:00Z'), 'acme')
    await at('2026-10-05T00:00:00Z').subscriptions.cancel({ key: 'c', subscription: 'acme', at: '2026-10-16T12:00:00Z' })
    const first = await at(tenth).invoices.issueProgress({ key: 'p', ...october })
    expect(first.lines.map(({ amount }) => amount)).toEqual(['20', '-10', '0'])
    const last = await at(ended).invoices.issue({ key: 'last', ...october })
    expect(last.totals.payable).toBe('0')
    expect(await verdictOf(at(ended), last.id)).toEqual({ verdict: 'verified' })
  })

  it('are corrected before the last one where usage was taken back or terms have changed', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now })
    await apiAccount(at('2026-10-01T00:00:00Z'), 'acme')
    await calls(at(tenth), 850, { time: '2026-10-09T00:00:00Z' })
    const { id: invoice } = await at(tenth).invoices.issueProgress({ key: 'p', ...october })
    await at(twentieth).subscriptions.cancel({ key: 'c', subscription: 'acme', at: '2026-10-24T06:00:00Z', billed: 'corrected' })
    expect(await failureIn(() => at(ended).invoices.issue({ key: 'last', ...october }))).toMatchObject({ code: 'invoice.invalid', message: expect.stringContaining('correct Invoice INV-000001 first') as string })
    await at(twentieth).corrections.correct({ key: 'c', invoice, causes: [{ kind: 'subscription_fact', reference: 'c', text: 'cancelled' }] })
    await at(ended).invoices.issue({ key: 'last', ...october })
    expect(await at(ended).ledger.balance({ role: 'receivable', account: 'acme' })).toMatchObject([{ amountMinor: '10000' }])
    expect((await at(ended).reconciliation.run()).mismatches).toEqual([])
  })

  it.each<[what: string, now: string, more: object, code: string, field: string]>([
    ['before the period', '2026-09-30T00:00:00Z', {}, 'invoice.not_progressive', 'period'],
    ['after the period', ended, {}, 'invoice.not_progressive', 'period'],
    ['a threshold below zero', tenth, { threshold: '-1' }, 'invoice.not_progressive', 'threshold'],
    ['a threshold that is none', tenth, { threshold: 'x' }, 'decimal.malformed', 'threshold'],
    ['charges in advance', tenth, { group: 'advance' }, 'invoice.not_progressive', 'group'],
  ])('are refused: %s', async (_, now, more, code, field) => {
    const billing = invoicedBilling({ now })
    await apiAccount(billing, 'acme')
    expect(await failureIn(() => billing.invoices.issueProgress({ key: 'p', ...october, ...more }))).toMatchObject({ code, field })
  })
})

describe('who receives an invoice', () => {
  it('stands on it where it is not the payer, and in the messages about it', async () => {
    const storage = memory()
    const billing = invoicedBilling({ storage })
    await billing.accounts.put({ key: 'head', account: { id: 'head-office', kind: 'customer', name: 'Acme Holding', contact: 'ap@acme.example', currency: 'EUR', zone: 'UTC' } })
    await apiAccount(billing, 'acme', { invoiceRecipient: 'head-office' })
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    expect(invoice).toMatchObject({ account: 'acme', recipient: { id: 'head-office', name: 'Acme Holding', contact: 'ap@acme.example' } })
    expect(await verdictOf(billing, invoice.id)).toEqual({ verdict: 'verified' })
    expect((await storage.transaction('default', ({ outbox }) => outbox.read('acme'))).find(({ topic }) => topic === 'invoice.issued')).toMatchObject({ payload: { customer: 'acme', recipient: 'head-office' } })
  })
})

describe('when an invoice is issued', () => {
  it('waits for its grace', async () => {
    const storage = memory()
    const at = (now: string) => invoicedBilling({ storage, now, invoicing: { grace: 'P2D' } })
    await apiAccount(at('2026-11-01T00:00:00Z'), 'acme')
    expect(await failureIn(() => at('2026-11-02T23:59:59.999999Z').invoices.issue({ key: 'i', ...october }))).toMatchObject({ code: 'window.open', facts: { until: '2026-11-03T00:00:00.000000Z' } })
    expect((await at('2026-11-03T00:00:00Z').invoices.issue({ key: 'i', ...october })).number).toBe('INV-000001')
  })

  it('is left out where all of it is zero and the tenant skips such', async () => {
    const billing = invoicedBilling({ invoicing: { zeroInvoices: 'skip' } })
    await billing.subscriptions.start({ key: 'idle', account: 'idle', plan: 'resold', from: '2026-10-01' })
    expect(await failureIn(() => billing.invoices.issue({ key: 'i', account: 'idle', period: '2026-10' }))).toMatchObject({ code: 'invoice.zero' })
    expect((await billing.invoices.list()).items).toEqual([])
  })
})
