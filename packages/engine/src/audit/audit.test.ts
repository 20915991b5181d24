import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october, sampleBilling, tokens, wrapped } from '../test/sample-billing.js'
import { eur, paidBilling } from '../test/paid-billing.js'

const account = (id: string) => ({ id, kind: 'customer', currency: 'EUR', zone: 'UTC' }) as const

async function threeCommands() {
  const storage = memory()
  const at = (now: string) => sampleBilling({ storage, now })
  await at('2026-11-01T00:00:00Z').accounts.put({ key: 'a', account: account('a'), actor: 'ada', correlation: 'request-1', reason: 'signed up' })
  await at('2026-11-02T00:00:00Z').accounts.put({ key: 'b', account: account('b'), actor: 'bob', correlation: 'request-2' })
  await at('2026-11-03T00:00:00Z').subscriptions.start({ key: 's', account: 'a', plan: 'pro', from: '2026-11-01', actor: 'ada', correlation: 'request-2' })
  return { storage, billing: at('2026-11-04T00:00:00Z') }
}

describe('billing.audit', () => {
  it('says who did what, when and why, with digests of arguments and of what changed', async () => {
    const { billing } = await threeCommands()
    const record = await billing.audit.get({ operation: 'accounts.put', key: 'a' })
    expect(record).toEqual({
      operation: 'accounts.put', key: 'a', actor: 'ada', correlation: 'request-1', reason: 'signed up', at: '2026-11-01T00:00:00.000000Z', outcome: 'done', result: 'a',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string, changeCount: 1,
      changes: [{ record: 'account', id: 'a', after: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
    })
    expect(await billing.audit.get({ operation: 'accounts.put', key: 'nobody' })).toBeUndefined()
  })

  it.each([
    [{}, ['a', 'b', 's']],
    [{ actor: 'ada' }, ['a', 's']],
    [{ operation: 'accounts.put' }, ['a', 'b']],
    [{ correlation: 'request-2' }, ['b', 's']],
    [{ correlation: 'request-2', actor: 'ada' }, ['s']],
    [{ from: '2026-11-02T00:00:00Z' }, ['b', 's']],
    [{ to: '2026-11-02T00:00:00Z' }, ['a']],
    [{ from: '2026-11-02T00:00:00Z', to: '2026-11-02T00:00:00.000001Z' }, ['b']],
  ])('lists %j by time', async (filter, keys) => {
    const { billing } = await threeCommands()
    expect((await billing.audit.list(filter)).items.map(({ key }) => key)).toEqual(keys)
  })

  it('pages, and refuses times that are none', async () => {
    const { billing } = await threeCommands()
    const first = await billing.audit.list({ correlation: 'request-2' }, { limit: 1 })
    expect([first.items, (await billing.audit.list({ correlation: 'request-2' }, { limit: 1, cursor: first.next ?? '' })).items].map((items) => items.map(({ key }) => key))).toEqual([['b'], ['s']])
    expect(await failureIn(() => Promise.resolve().then(() => billing.audit.list({ from: 'yesterday' })))).toMatchObject({ code: 'time.malformed', field: 'from' })
  })

  it('has one record of a command that was repeated, and none among the done of one that was refused or rolled back', async () => {
    const { billing, storage } = await threeCommands()
    await billing.accounts.put({ key: 'a', account: account('a'), actor: 'bob', correlation: 'again', reason: 'signed up' })
    await failureIn(() => billing.accounts.put({ key: 'c', account: { ...account('c'), parent: 'nobody' } }))
    const losing = sampleBilling({ storage: wrapped(storage, (stores) => ({ ...stores, commands: { ...stores.commands, put: () => Promise.reject(new Error('lost')) } })) })
    await expect(losing.accounts.put({ key: 'd', account: account('d') })).rejects.toThrow('lost')
    expect((await billing.audit.list()).items.map(({ key, actor }) => [key, actor])).toEqual([['a', 'ada'], ['b', 'bob'], ['s', 'ada']])
    expect(await billing.accounts.get('d')).toBeUndefined()
  })
})

describe('billing.diagnostics.byCorrelation', () => {
  it('follows a correlation from usage to charges, documents, the book and payments', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.events.ingest([tokens('r1', '1400000')])
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october, correlation: 'month-end' })
    const payment = await billing.payments.receive({ key: 'wire', account: 'acme', amount: eur('50'), provider: 'bank', payment: 'wire-1', correlation: 'bank-statement' })
    const trail = await billing.diagnostics.byCorrelation('month-end')
    expect(trail.commands.map(({ operation, key }) => [operation, key])).toEqual([['invoices.issue', 'acme/2026-10']])
    expect(trail.usage).toMatchObject([{ subscription: 'acme', from: invoice.from, to: invoice.to, revision: 0 }])
    expect(trail.charges).toHaveLength(2)
    expect(new Set(trail.charges.map(({ document }) => document))).toEqual(new Set([invoice.id]))
    expect(trail.documents).toMatchObject([{ id: invoice.id, number: 'INV-000001', account: 'acme', payable: { amount: '50', currency: 'EUR' }, status: 'paid', documentHash: invoice.documentHash }])
    expect(trail.documents[0]?.payments).toMatchObject([{ provider: 'bank', payment: 'wire-1', settled: { amount: '50' } }])
    expect(trail.transactions).toHaveLength(1)
    expect([trail.others, trail.missing]).toEqual([[], []])
    const paid = await billing.diagnostics.byCorrelation('bank-statement')
    expect(paid.transactions.map(({ id }) => id)).toEqual([payment.id])
    expect(paid.documents.map(({ number }) => number)).toEqual(['INV-000001'])
    await failureIn(() => billing.invoices.transition({ key: 'void', invoice: invoice.id, cause: 'void', reason: 'oops', correlation: 'month-end' }))
    expect((await billing.diagnostics.byCorrelation('month-end')).refusals).toMatchObject([{ operation: 'invoices.transition', key: 'void' }])
    expect(await billing.diagnostics.byCorrelation('unknown')).toMatchObject({ commands: [], refusals: [], documents: [], transactions: [], others: [] })
  })

  it('follows sessions of a provider, and lists what is neither', async () => {
    const { billing, invoice, mock, collect } = await paidBilling()
    const { session } = await billing.payments.start({ key: 'pay', provider: 'mock', account: 'acme', amount: eur('50'), documents: [invoice.id], correlation: 'checkout', returnUrl: 'https://shop.example/back' })
    await billing.credits.grant({ key: 'sorry', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '5', correlation: 'checkout' })
    const trail = await billing.diagnostics.byCorrelation('checkout')
    expect(trail.payments).toMatchObject([{ kind: 'session', id: session.id, provider: 'mock', account: 'acme', transactions: [] }])
    const payment = mock.pay('cs_1')
    await collect()
    const refund = await billing.refunds.request({ key: 'r', provider: 'mock', payment, amount: eur('20'), reason: 'slow answers', policy: 'goodwill', actor: 'ann', correlation: 'ticket' })
    await billing.refunds.approve({ key: 'r', refund: refund.id, actor: 'bob', correlation: 'ticket' })
    await billing.refunds.send({ key: 'r', refund: refund.id, correlation: 'ticket' })
    mock.settleRefund('re_1')
    await collect()
    const [paid] = (await billing.diagnostics.byCorrelation('checkout')).payments
    const [returned] = (await billing.diagnostics.byCorrelation('ticket')).payments
    const traced = await billing.payments.trace({ provider: 'mock', payment })
    expect([paid?.status, ...(paid?.transactions ?? [])]).toEqual(['settled', traced?.transactions[0]?.id])
    expect(returned?.transactions).toEqual(traced?.transactions.slice(1).map(({ id }) => id))
    expect(returned?.transactions.length).toBeGreaterThan(0)
    expect(trail.others.map(({ record }) => record)).toContain('credit_grant')
  })

  it('names what the audit has and the storage lost', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await billing.invoices.issue({ key: 'acme/2026-10', ...october, correlation: 'month-end' })
    const lossy = sampleBilling({ storage: wrapped(storage, (stores) => ({ ...stores, ledger: { ...stores.ledger, get: () => Promise.resolve(undefined) } })) })
    expect((await lossy.diagnostics.byCorrelation('month-end')).missing).toMatchObject([{ record: 'ledger_transaction' }])
  })
})
