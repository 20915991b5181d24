import { memory } from '@farthing/adapters-memory'
import { sum } from '@farthing/core'
import { postDisputeOpened } from '@farthing/ledger'
import { defineCatalog, flat, graduated, includedQuantity, perUnit, plan } from '@farthing/pricing'
import type { Storage, Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { apiAccount, calls, invoicedBilling, type InvoicedBilling } from '../test/invoiced-billing.js'
import { eur, paidBilling } from '../test/paid-billing.js'
import { sampleBilling, tokens, wrapped } from '../test/sample-billing.js'

const kindsOf = ({ mismatches }: { readonly mismatches: readonly { readonly kind: string }[] }) => mismatches.map(({ kind }) => kind)

describe('reconciliation.run', () => {
  it('finds nothing wrong with what was accrued, billed, paid, refunded, corrected and adjusted', async () => {
    const { billing, invoice, mock, again, collect, storage } = await paidBilling()
    await billing.payments.start({ key: 's1', account: 'acme', provider: 'mock', amount: eur('30'), documents: [invoice.id], returnUrl: 'https://host.example/paid' })
    const payment = mock.pay('cs_1')
    await collect()
    const { id: refund } = await billing.refunds.request({ key: 'rf', provider: 'mock', payment, amount: eur('5'), reason: 'goodwill', policy: 'any' })
    await billing.refunds.approve({ key: 'rf/approve', refund })
    await billing.refunds.send({ key: 'rf/send', refund })
    mock.contest(payment, { amount: eur('20') })
    await collect()
    await billing.payments.receive({ key: 'p2', account: 'acme', provider: 'bank', payment: 'p2', amount: eur('25') })
    const later = again({ at: '2026-11-20T00:00:00Z' })
    await later.events.ingest([tokens('late', '200000'), tokens('november', '1200000', { time: '2026-11-10T09:00:00Z' })])
    await later.corrections.takeLate()
    await later.corrections.credit({ key: 'c', invoice: invoice.id, lines: [{ line: invoice.lines[0]?.id ?? '', amount: '1' }], reason: 'slow answers' })
    await later.ledger.adjust({ key: 'a', account: 'acme', amount: eur('3'), reason: 'setup' })
    await later.credits.sell({ key: 's', account: 'acme', provider: 'bank', payment: 'p3', amount: eur('5') })
    await later.credits.grant({ key: 'g', account: 'acme', kind: 'paid', currency: 'EUR', amount: '4' })
    const run = await later.rating.run({ key: 'r', account: 'acme', period: '2026-11' })
    await later.accruals.accrue({ key: 'r', run: run.id })
    const first = await later.reconciliation.run()
    expect(first.mismatches).toEqual([])
    expect(first.checked).toMatchObject({ usage: 1, charges: 2, lines: 2, corrections: 2, settlements: 3, refunds: 1, disputes: 1 })
    await again({ at: '2026-12-02T00:00:00Z' }).invoices.issue({ key: 'n', account: 'acme', period: '2026-11' })
    const second = await again({ at: '2026-12-02T00:00:00Z' }).reconciliation.run()
    expect(second.mismatches).toEqual([])
    const kept = sampleBilling({ storage })
    expect(await kept.reconciliation.get(first.id)).toEqual(first)
    expect((await kept.reconciliation.list()).items).toEqual([first, second])
  })

  it('finds nothing wrong with documents in advance, within a period, and void ones', async () => {
    const storage = memory()
    const grouping = { by: 'account', advance: 'separate' } as const
    const billing = invoicedBilling({ storage, now: '2026-10-15T00:00:00Z', invoicing: { grouping } })
    await apiAccount(billing, 'acme')
    await billing.invoices.issue({ key: 'advance', account: 'acme', period: '2026-10', group: 'advance' })
    await calls(billing, 30)
    await billing.invoices.issueProgress({ key: 'progress', account: 'acme', period: '2026-10' })
    const later = invoicedBilling({ storage, invoicing: { grouping } })
    await calls(later, 12, { time: '2026-10-20T00:00:00Z' })
    const last = await later.invoices.issue({ key: 'last', account: 'acme', period: '2026-10' })
    expect((await later.reconciliation.run()).mismatches).toEqual([])
    await later.invoices.transition({ key: 'void', invoice: last.id, cause: 'void', reason: 'wrong address' })
    expect((await later.reconciliation.run()).mismatches).toEqual([])
    await later.invoices.issue({ key: 'once more', account: 'acme', period: '2026-10' })
    expect((await later.reconciliation.run()).mismatches).toEqual([])
  })
})

it('finds nothing wrong with usage of a pause, which is free', async () => {
  const storage = memory()
  const billing = invoicedBilling({ storage, now: '2026-10-11T00:00:00Z' })
  await apiAccount(billing, 'acme')
  await billing.subscriptions.pause({ key: 'pause', subscription: 'acme', at: 'now', until: '2026-11-11T00:00:00Z' })
  await calls(billing, 3, { time: '2026-10-05T00:00:00Z' })
  const later = invoicedBilling({ storage })
  await calls(later, 5, { time: '2026-10-20T00:00:00Z' })
  await later.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  expect((await later.reconciliation.run()).mismatches).toEqual([])
})

it('finds nothing wrong with a seal of before a change in hindsight, which cuts its usage elsewhere', async () => {
  const storage = memory()
  const billing = invoicedBilling({ storage })
  await apiAccount(billing, 'acme')
  await calls(billing, 3, { time: '2026-10-05T00:00:00Z' })
  await calls(billing, 2, { time: '2026-10-20T00:00:00Z' })
  const { id: invoice } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  await calls(billing, 4, { time: '2026-10-06T00:00:00Z' })
  await billing.subscriptions.override({ key: 'c', subscription: 'acme', component: 'calls', price: { model: 'per_unit', unit: '0.2' }, at: '2026-10-16', billed: 'corrected' })
  await billing.corrections.correct({ key: 'c', invoice, causes: [{ kind: 'subscription_fact', reference: 'c', text: 'another price' }] })
  expect((await billing.reconciliation.run()).mismatches).toEqual([])
})

it('finds nothing wrong with a fee in advance that is rated again beside usage, under a program that hands on', async () => {
  const catalog = defineCatalog({
    meters: { tokens: sum({ event: 'llm.tokens', value: 'count' }) },
    plans: { pro: plan({ currency: 'EUR', every: 'month', program: { stages: [includedQuantity('free', { quantity: '1' }, { of: { meters: ['tokens'] } })] } }, { base: flat('20', { billing: 'advance' }), tokens: perUnit('tokens', '1') }) },
  })
  const storage = memory()
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), invoicing: { grouping: { by: 'account', advance: 'separate' } } })
  await at('2026-10-01T00:00:00Z').subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
  await at('2026-10-01T00:00:00Z').invoices.issue({ key: 'advance', account: 'acme', period: '2026-10', group: 'advance' })
  await at('2026-10-15T00:00:00Z').events.ingest([tokens('r', '3')])
  await at('2026-11-02T00:00:00Z').invoices.issue({ key: 'usage', account: 'acme', period: '2026-10' })
  expect((await at('2026-11-02T00:00:00Z').reconciliation.run()).mismatches).toEqual([])
})

it('finds nothing wrong with a line of zero within the period, whose charge the last invoice was corrected to have no more', async () => {
  const storage = memory()
  const at = (now: string) => invoicedBilling({ storage, now })
  await apiAccount(at('2026-10-01T00:00:00Z'), 'acme')
  await at('2026-10-02T00:00:00Z').invoices.issueProgress({ key: 'p', account: 'acme', period: '2026-10' })
  await calls(at('2026-10-15T00:00:00Z'), 5)
  const billing = at('2026-11-02T00:00:00Z')
  const { id: invoice } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  await billing.subscriptions.override({ key: 'c', subscription: 'acme', component: 'calls', price: { model: 'per_unit', unit: '0.2' }, at: '2026-10-16', billed: 'corrected' })
  await billing.corrections.correct({ key: 'c', invoice, causes: [{ kind: 'subscription_fact', reference: 'c', text: 'another price' }] })
  expect((await billing.reconciliation.run()).mismatches).toEqual([])
})

it('finds nothing wrong with a late group that costs nothing, on no line and with no correction', async () => {
  const storage = memory()
  const catalog = defineCatalog({
    meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) },
    plans: { free: plan({ currency: 'EUR', every: 'month' }, { tokens: graduated('tokens', [{ upTo: '100', unit: '0' }, { unit: '1' }], { by: ['model'] }) }) },
  })
  const billing = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'free', from: '2026-10-01' })
  await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  await billing.events.ingest([tokens('late', '7')])
  expect((await billing.corrections.takeLate()).corrected).toMatchObject([{ revision: 1 }])
  expect((await billing.reconciliation.run()).mismatches).toEqual([])
})

it('finds nothing wrong while usage waits for its document, beside fees that were billed in advance and corrected', async () => {
  const storage = memory()
  const at = (now: string) => invoicedBilling({ storage, now, invoicing: { grouping: { by: 'account', advance: 'separate' } } })
  const steps: readonly [now: string, step: (billing: InvoicedBilling) => Promise<unknown>][] = [
    ['2026-10-01T00:00:00Z', (billing) => apiAccount(billing, 'acme')],
    ['2026-10-01T01:00:00Z', (billing) => billing.invoices.issue({ key: 'advance', account: 'acme', period: '2026-10', group: 'advance' })],
    ['2026-10-15T00:00:00Z', (billing) => calls(billing, 30)],
    ['2026-10-15T00:00:00Z', (billing) => billing.rating.run({ key: 'r', account: 'acme', period: '2026-10' })],
    ['2026-10-16T00:00:00Z', (billing) => billing.subscriptions.cancel({ key: 'c', subscription: 'acme', at: '2026-10-17', billed: 'corrected' })],
    ['2026-10-17T00:00:00Z', async (billing) => billing.corrections.correct({ key: 'c', invoice: (await billing.invoices.list()).items[0]?.id ?? '', causes: [{ kind: 'subscription_fact', reference: 'c', text: 'cancelled' }] })],
    ['2026-11-01T00:00:00Z', (billing) => billing.windows.sealDue()],
    ['2026-11-01T00:00:00Z', (billing) => billing.invoices.issue({ key: 'usage', account: 'acme', period: '2026-10' })],
    ['2026-11-02T00:00:00Z', (billing) => calls(billing, 3, { time: '2026-10-05T00:00:00Z' })],
    ['2026-11-02T00:00:00Z', (billing) => billing.corrections.takeLate()],
  ]
  for (const [now, step] of steps) {
    const billing = at(now)
    await step(billing)
    expect([now, (await billing.reconciliation.run()).mismatches]).toEqual([now, []])
  }
  expect(await at('2026-11-02T00:00:00Z').ledger.balance({ role: 'receivable', account: 'acme' })).toEqual([{ currency: 'EUR', amountMinor: `${1_032 + 330}` }])
})

type Harm = (stores: Stores) => Stores

/** Storage that forgets, or tells otherwise. */
const harmed = (storage: Storage, harm: Harm) => sampleBilling({ storage: wrapped(storage, harm), now: '2026-11-21T00:00:00Z' })
const empty = () => Promise.resolve({ items: [] })
const none = () => Promise.resolve(undefined)

describe('reconciliation.run in damaged books', () => {
  it.each<readonly [string, Harm, readonly string[]]>([
    ['usage that nobody rated', (stores) => ({ ...stores, usage: { ...stores.usage, latest: async (id, interval) => moreUsage(await stores.usage.latest(id, interval)) } }), ['usage_unrated']],
    ['ratings that are gone', (stores) => ({ ...stores, charges: { ...stores.charges, head: none } }), ['charge_missing', 'charge_missing', 'line_without_charge', 'line_without_charge']],
    ['a document that is gone', (stores) => ({ ...stores, documents: { ...stores.documents, list: empty } }), ['posting_without_document', 'item_unknown', 'item_unknown']],
    ['a posting that is gone', (stores) => ({ ...stores, ledger: { ...stores.ledger, listOfAccount: (id, page) => withoutKind(stores.ledger.listOfAccount(id, page), 'invoice_issued') } }), ['document_unposted']],
    ['a payment that is not in the book', (stores) => ({ ...stores, ledger: { ...stores.ledger, listOfAccount: (id, page) => withoutKind(stores.ledger.listOfAccount(id, page), 'payment_received') } }), ['payment_unposted', 'payment_unposted']],
    ['paid credit that is not in the book', (stores) => ({ ...stores, ledger: { ...stores.ledger, listOfAccount: (id, page) => withoutKind(stores.ledger.listOfAccount(id, page), 'admin_credit') } }), ['credit_differs']],
    ['customer credit of a grant that is gone', (stores) => ({ ...stores, credits: { ...stores.credits, list: empty } }), ['credit_unknown']],
    ['postings of payments that nobody made', (stores) => ({ ...stores, payments: { ...stores.payments, list: empty } }), ['posting_without_payment', 'posting_without_payment']],
    ['rating runs that are gone', (stores) => ({ ...stores, ratingRuns: { ...stores.ratingRuns, list: empty } }), ['accrual_without_run']],
  ])('finds %s', async (_, harm, kinds) => {
    const storage = await damagedSoon()
    expect(kindsOf(await harmed(storage, (stores) => stores).reconciliation.run())).toEqual([])
    const run = await harmed(storage, harm).reconciliation.run({ account: 'acme' })
    expect(kindsOf(run)).toEqual(kinds)
    expect((await sampleBilling({ storage }).reconciliation.get(run.id))?.mismatches).toEqual(run.mismatches)
  })

  it('looks at accounts that nobody has, only the book', async () => {
    const storage = await damagedSoon()
    const run = await harmed(storage, (stores) => ({ ...stores, accounts: { ...stores.accounts, list: empty }, documents: { ...stores.documents, list: empty } })).reconciliation.run()
    expect(kindsOf(run)).toContain('posting_without_document')
  })

  it('looks at postings that name no account', async () => {
    const storage = await damagedSoon()
    const origin = { tenant: 'default', key: 'd1/opened', reference: 'd1', bookedAt: '2026-11-20T00:00:00.000000Z' }
    const posting = postDisputeOpened({ ...origin, provider: 'mock', amount: eur('20') })
    await storage.transaction('default', ({ ledger }) => ledger.put(posting))
    expect((await sampleBilling({ storage }).reconciliation.run()).mismatches).toMatchObject([{ kind: 'posting_without_dispute', subject: posting.id, amount: '20' }])
  })
})

/** One invoice, two payments of it, and usage of November that is accrued. */
async function damagedSoon(): Promise<Storage> {
  const { billing, storage, again } = await paidBilling()
  for (const payment of ['p1', 'p2']) await billing.payments.receive({ key: payment, account: 'acme', provider: 'bank', payment, amount: eur('10') })
  const later = again({ at: '2026-11-20T00:00:00Z' })
  await later.credits.grant({ key: 'g', account: 'acme', kind: 'paid', currency: 'EUR', amount: '4' })
  await later.events.ingest([tokens('november', '1200000', { time: '2026-11-10T09:00:00Z' })])
  const run = await later.rating.run({ key: 'r', account: 'acme', period: '2026-11' })
  await later.accruals.accrue({ key: 'r', run: run.id })
  return storage
}

type Latest = Awaited<ReturnType<Stores['usage']['latest']>>
const moreUsage = (seal: Latest): Latest => seal && { ...seal, buckets: seal.buckets.map((one) => ({ ...one, quantity: '1500000', state: '1500000' })) }

async function withoutKind(page: ReturnType<Stores['ledger']['listOfAccount']>, kind: string): ReturnType<Stores['ledger']['listOfAccount']> {
  const { items, ...rest } = await page
  return { ...rest, items: items.filter((transaction) => transaction.kind !== kind) }
}
