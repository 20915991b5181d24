import { memory } from '@farthing/adapters-memory'
import { fail } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { beforeEachCall, losingTransaction, unreachable, watchedStorage } from '../test/faulty.js'
import { bookOfPayments, eur, paidBilling } from '../test/paid-billing.js'
import { failureIn } from '../test/sample-billing.js'

const start = { key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example/paid' } as const

describe('payments.start', () => {
  it('sends the payer to the provider, and what is paid settles what is owed', async () => {
    const { billing, mock, invoice, collect } = await paidBilling()
    const { session, status } = await billing.payments.start({ ...start, documents: [invoice.id] })
    expect(session).toMatchObject({ purpose: 'checkout', amount: eur('50'), providerSession: 'cs_1', url: 'https://mock.example/pay/cs_1', returnUrl: start.returnUrl, documents: [invoice.id] })
    expect([status, session.expiresAt]).toEqual(['initiated', '2026-11-03T00:00:00.000000Z'])
    mock.authorise('cs_1')
    await collect()
    expect((await billing.payments.get(session.id))?.status).toBe('authorised')
    mock.pay('cs_1')
    expect(await collect()).toEqual(['applied'])
    expect(await billing.payments.get(session.id)).toMatchObject({ status: 'settled', paid: eur('50'), settlements: [{ payment: 'pay_1' }] })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5000' })
    expect((await billing.payments.list({ status: 'settled' })).items.map(({ id }) => id)).toEqual([session.id])
    expect((await billing.payments.list({ status: 'initiated' })).items).toEqual([])
    expect(await billing.payments.get('nothing')).toBeUndefined()
  })

  it('shows the page of one invoice with its number', async () => {
    const seen: unknown[] = []
    const { billing, invoice } = await paidBilling({
      around: (provider) => ({ ...provider, openInvoice: async (request) => (seen.push(request.number, request.document), provider.openInvoice(request)) }),
    })
    await billing.payments.start({ ...start, purpose: 'hosted_invoice', documents: [invoice.id], amount: eur('20'), expiresAt: '2026-11-02T01:00:00Z' })
    expect(seen).toEqual([invoice.number, invoice.id])
  })

  it('keeps the session before the provider hears of it, and calls it outside of every transaction', async () => {
    const { storage, openTransactions } = watchedStorage(memory())
    const calls: (readonly [string, number])[] = []
    const { billing, mock, invoice, collect } = await paidBilling({ storage, around: (provider) => beforeEachCall(provider, (name) => calls.push([name, openTransactions()])) })
    await billing.payments.linkCustomer({ key: 'c1', account: 'acme', provider: 'mock' })
    await billing.payments.portal({ key: 'v1', account: 'acme', provider: 'mock', returnUrl: start.returnUrl })
    const { session } = await billing.payments.start(start)
    await billing.payments.start({ ...start, key: 's2', purpose: 'hosted_invoice', documents: [invoice.id] })
    const payment = mock.pay('cs_1')
    await collect()
    await billing.payments.refresh(session.id)
    await billing.payments.recover({ silentSince: '2026-11-02T00:00:00Z' })
    const refund = await billing.refunds.request({ key: 'r1', provider: 'mock', payment, amount: eur('10'), reason: 'goodwill', policy: 'any' })
    await billing.refunds.approve({ key: 'r1', refund: refund.id })
    await billing.refunds.send({ key: 'r1', refund: refund.id })
    await billing.refunds.refresh(refund.id)
    mock.contest(payment, { amount: eur('40') })
    await collect()
    const [dispute] = (await billing.disputes.list()).items
    await billing.disputes.addEvidence({ key: 'e1', dispute: dispute?.id ?? '', kind: 'usage', text: 'used' })
    await billing.disputes.submit({ key: 'e1', dispute: dispute?.id ?? '' })
    expect(new Set(calls.map(([name]) => name))).toEqual(new Set(['createCustomer', 'openPortal', 'openCheckout', 'openInvoice', 'readWebhook', 'findSession', 'sendRefund', 'findRefund', 'submitEvidence']))
    expect(calls.filter(([, open]) => open > 0)).toEqual([])
  })

  it('gives the session that was opened, when the answer was lost and the command is given again', async () => {
    const { billing, mock } = await paidBilling()
    mock.loseNextAnswer()
    expect(await failureIn(() => billing.payments.start(start))).toMatchObject({ code: 'payment.provider_unavailable' })
    const [kept] = (await billing.payments.list()).items
    expect(kept).toMatchObject({ account: 'acme', amount: eur('50') })
    expect(kept?.url).toBeUndefined()
    const { session } = await billing.payments.start(start)
    expect([session.id, session.providerSession]).toEqual([kept?.id, 'cs_1'])
    expect((await billing.payments.start(start)).session).toEqual(session)
    expect(await failureIn(() => billing.payments.start({ ...start, amount: eur('1') }))).toMatchObject({ code: 'command.conflict' })
  })

  it.each([1, 2])('ends in one session, when the process ends at transaction %i', async (step) => {
    const { billing, again, storage } = await paidBilling()
    await expect(again({ through: losingTransaction(storage, step) }).payments.start(start)).rejects.toThrow('the process ends here')
    const { session } = await billing.payments.start(start)
    expect(session.providerSession).toBe('cs_1')
    expect((await billing.payments.list()).items).toEqual([session])
  })

  it('leaves a session that failed, where the provider refuses', async () => {
    const { billing, mock } = await paidBilling({
      around: (provider) => beforeEachCall(provider, () => fail('payment.refused', { field: 'customer', because: 'is barred' })),
    })
    const refused = await billing.payments.start(start)
    expect(refused).toMatchObject({ status: 'failed', session: { facts: [{ kind: 'failed' }] } })
    expect(refused.reason).toContain('is barred')
    expect(await billing.payments.start(start)).toEqual(refused)
    expect(mock.collect()).toEqual([])
  })

  it.each([
    ['long', '🙂'.repeat(2_000)],
    ['what no store keeps', 'no \u0000 and no \uD800'],
  ])('keeps a reason that is %s as far as it goes', async (_, because) => {
    const { billing } = await paidBilling({ around: (provider) => beforeEachCall(provider, () => fail('payment.refused', { field: 'card', because })) })
    const { status, reason = '' } = await billing.payments.start(start)
    expect(status).toBe('failed')
    expect(reason.length).toBeLessThanOrEqual(1_024)
    expect(reason).not.toMatch(/[\0\p{Surrogate}]/u)
  })

  it('takes an error of the provider’s own for an answer that did not come', async () => {
    const { billing, again, mock } = await paidBilling({
      around: (provider) => beforeEachCall(provider, () => {
        throw new Error('socket hang up')
      }),
    })
    await expect(billing.payments.start(start)).rejects.toMatchObject({ code: 'payment.provider_unavailable', facts: { provider: 'mock' }, cause: new Error('socket hang up') })
    const [{ id } = { id: '' }] = (await billing.payments.list()).items
    expect((await billing.payments.recover({ silentSince: '2026-11-02T00:00:00Z' })).failed).toMatchObject([{ about: 'session', id, failure: { code: 'payment.provider_unavailable' } }])
    expect((await again({ provider: mock.provider }).payments.recover({ silentSince: '2026-11-02T00:00:00Z' })).sessions.opened).toEqual([id])
  })

  it.each([
    ['an unknown account', { account: 'nobody' }, 'account.unknown'],
    ['an unknown provider', { provider: 'other' }, 'payment.provider_unknown'],
    ['a document that is not open', { documents: ['x'] }, 'payment.allocation_invalid'],
    ['the page of no invoice', { purpose: 'hosted_invoice' }, 'payment.invalid'],
    ['nothing', { amount: eur('0') }, 'payment.invalid'],
    ['parts of a cent', { amount: eur('0.001') }, 'money.not_minor_units'],
    ['a currency that is none', { amount: { amount: '1', currency: 'ZZZ' } }, 'money.currency_unknown'],
    ['an end in the past', { expiresAt: '2026-11-01T00:00:00Z' }, 'payment.invalid'],
    ['no way back', { returnUrl: '' }, 'text.empty'],
    ['no key', { key: '' }, 'text.empty'],
  ] as const)('refuses %s, and keeps nothing', async (_, about, code) => {
    const { billing } = await paidBilling()
    expect(await failureIn(() => billing.payments.start({ ...start, ...about }))).toMatchObject({ code })
    expect((await billing.payments.list()).items).toEqual([])
  })
})

describe('what is paid', () => {
  it('is less or more than was asked for: the document stays open, or the rest is unapplied and settles a later one', async () => {
    const { billing, mock, invoice, collect } = await paidBilling()
    await billing.payments.start({ ...start, documents: [invoice.id] })
    mock.pay('cs_1', eur('30'))
    await collect()
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '3000', receivable: '2000' })
    const late = mock.pay('cs_1', eur('27'))
    await collect()
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5700', unapplied_cash: '-700' })
    expect(await failureIn(() => billing.payments.apply({ key: 'a0', provider: 'mock', payment: late }))).toMatchObject({ code: 'payment.allocation_invalid' })
    await billing.ledger.adjust({ key: 'fee', account: 'acme', amount: eur('5'), reason: 'setup' })
    const applied = await billing.payments.apply({ key: 'a1', provider: 'mock', payment: late })
    expect(applied).toMatchObject({ kind: 'payment_applied', reference: late })
    expect(await billing.payments.apply({ key: 'a1', provider: 'mock', payment: late })).toEqual(applied)
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5700', unapplied_cash: '-200' })
    expect(await failureIn(() => billing.payments.apply({ key: 'a2', provider: 'mock', payment: 'nothing' }))).toMatchObject({ code: 'payment.unknown' })
  })

  it('takes its document through its statuses', async () => {
    const { billing, mock, invoice, collect, storage } = await paidBilling()
    await billing.payments.start(start)
    mock.pay('cs_1', eur('20'))
    await collect()
    mock.pay('cs_1', eur('30'))
    await collect()
    const statuses = await storage.transaction('default', ({ documents }) => documents.statuses(invoice.id))
    expect(statuses.map(({ cause, to, settled, reference }) => [cause, to, settled, reference])).toEqual([
      ['issue', 'issued', '0', undefined],
      ['payment', 'partially_paid', '20', 'mock/pay_1'],
      ['payment', 'paid', '50', 'mock/pay_2'],
    ])
  })

  it('tells others when it has settled a document, once', async () => {
    const { billing, mock, collect, storage } = await paidBilling({ faults: ['twice'] })
    await billing.payments.start(start)
    mock.pay('cs_1')
    await collect()
    const told = await storage.transaction('default', ({ outbox }) => outbox.read('acme'))
    expect(told.map(({ topic }) => topic).filter((topic) => topic === 'invoice.paid')).toEqual(['invoice.paid'])
  })

  it('is booked on the first open day, where the books of its own day are closed', async () => {
    const { billing } = await paidBilling()
    await billing.ledger.close({ key: 'october', period: '2026-10' })
    const { session } = await billing.payments.start(start)
    const at = '2026-10-31T23:00:00.000000Z'
    await billing.payments.report({ about: 'session', id: 'evt_1', provider: 'mock', at, kind: 'settled', session: 'cs_1', idempotencyKey: session.id, payment: 'pay_1', amount: eur('50') })
    const { items } = await billing.ledger.list()
    expect(items.find(({ kind }) => kind === 'payment_received')).toMatchObject({ bookedAt: at, accountingDate: '2026-11-01' })
  })

  it('of another account, booked by hand, is no payment of this one', async () => {
    const { billing, mock, collect } = await paidBilling()
    await billing.payments.start(start)
    const payment = mock.pay('cs_1')
    await billing.accounts.put({ key: 'globex', account: { id: 'globex', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
    await billing.payments.receive({ key: 'k1', account: 'globex', provider: 'mock', payment, amount: eur('50') })
    expect(await collect()).toEqual(['unreconciled'])
    expect((await billing.payments.unreconciled()).items).toMatchObject([{ failure: { kind: 'contradicts' } }])
    expect(await billing.ledger.openItems('acme')).toMatchObject([{ amountMinor: '5000' }])
  })

  it('is kept when it was booked by hand before its webhook came, and a difference waits for people', async () => {
    const { billing, mock, collect } = await paidBilling()
    await billing.payments.start(start)
    const [first, second] = [mock.pay('cs_1', eur('20')), mock.pay('cs_1', eur('30'))]
    await billing.payments.receive({ key: 'k1', account: 'acme', provider: 'mock', payment: first, amount: eur('20') })
    await billing.payments.receive({ key: 'k2', account: 'acme', provider: 'mock', payment: second, amount: eur('29') })
    expect(await collect()).toEqual(['applied', 'unreconciled'])
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '4900', receivable: '100' })
    expect((await billing.payments.unreconciled()).items).toMatchObject([{ failure: { kind: 'contradicts', amount: eur('30') } }])
    expect(await failureIn(() => billing.payments.receive({ key: 'k3', account: 'acme', provider: 'mock', payment: first, amount: eur('20') }))).toMatchObject({ code: 'payment.conflict' })
  })
})

describe('payments.recover', () => {
  const silentSince = '2026-11-02T01:00:00Z'
  const nothing = { sessions: { found: [], opened: [], expired: [] }, refunds: { found: [], sent: [] }, reconciled: [], failed: [] }

  it('asks about sessions whose answer and webhooks were lost', async () => {
    const { billing, mock, again } = await paidBilling()
    mock.loseNextAnswer()
    await failureIn(() => billing.payments.start(start))
    const [lost] = (await billing.payments.list()).items
    mock.pay('cs_1')
    mock.collect()
    expect(await again({ at: '2026-11-02T02:00:00Z' }).payments.recover({ silentSince })).toEqual({ ...nothing, sessions: { found: [lost?.id], opened: [], expired: [] } })
    expect(await billing.payments.get(lost?.id ?? '')).toMatchObject({ status: 'settled', session: { providerSession: 'cs_1' } })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5000' })
    expect(await again({ at: '2026-11-02T02:00:00Z' }).payments.recover({ silentSince })).toEqual(nothing)
  })

  it('opens what the provider has not heard of, while there is time, and lets the rest expire', async () => {
    const { billing, mock, again } = await paidBilling({ around: unreachable })
    expect(await failureIn(() => billing.payments.start(start))).toMatchObject({ code: 'payment.provider_unavailable' })
    expect(await failureIn(() => billing.payments.start({ ...start, key: 's2', expiresAt: '2026-11-02T00:30:00Z' }))).toMatchObject({ code: 'payment.provider_unavailable' })
    const { id: first = '' } = (await billing.payments.list()).items.find(({ expiresAt }) => expiresAt > '2026-11-02T12') ?? {}
    const { id: second = '' } = (await billing.payments.list()).items.find(({ id }) => id !== first) ?? {}
    const unheard = await again({ at: '2026-11-02T02:00:00Z', provider: unreachable(mock.provider) }).payments.recover({ silentSince })
    expect(unheard).toMatchObject({ sessions: nothing.sessions })
    expect(unheard.failed.map(({ failure }) => failure.code)).toEqual(['payment.provider_unavailable', 'payment.provider_unavailable'])
    expect(await again({ at: '2026-11-02T02:00:00Z' }).payments.recover({ silentSince })).toEqual({ ...nothing, sessions: { found: [], opened: [first], expired: [second] } })
    expect(await billing.payments.get(first)).toMatchObject({ session: { providerSession: 'cs_1' } })
    expect(await billing.payments.get(second)).toMatchObject({ status: 'expired' })
  })

  it('refreshes one session on demand', async () => {
    const { billing, mock } = await paidBilling()
    const { session } = await billing.payments.start(start)
    expect(await billing.payments.refresh(session.id)).toMatchObject({ status: 'initiated' })
    mock.pay('cs_1')
    expect(await billing.payments.refresh(session.id)).toMatchObject({ status: 'settled', paid: eur('50') })
    expect(await failureIn(() => billing.payments.refresh('nothing'))).toMatchObject({ code: 'payment.unknown' })
  })
})

describe('customers of a provider', () => {
  const link = { key: 'c1', account: 'acme', provider: 'mock' } as const

  it('are made once, linked, repaired, and every link is on record', async () => {
    const { billing, mock, again } = await paidBilling()
    mock.loseNextAnswer()
    expect(await failureIn(() => billing.payments.linkCustomer(link))).toMatchObject({ code: 'payment.provider_unavailable' })
    const linked = await billing.payments.linkCustomer(link)
    expect(linked).toMatchObject({ customer: 'cus_1', revision: 1, actor: 'system', reason: 'first link' })
    expect(await billing.payments.linkCustomer({ ...link, key: 'c2' })).toEqual(linked)
    expect(await billing.payments.portal({ key: 'v1', account: 'acme', provider: 'mock', returnUrl: start.returnUrl })).toEqual({ url: 'https://mock.example/portal/cus_1' })
    expect((await billing.payments.start(start)).session.customer).toBe('cus_1')
    expect(await failureIn(() => billing.payments.linkCustomer({ ...link, key: 'c3', customer: 'cus_7' }))).toMatchObject({ code: 'payment.conflict' })
    const repair = { ...link, key: 'c4', customer: 'cus_7', reason: 'merged at the provider', actor: 'ops' }
    const repaired = await again({ at: '2026-11-03T00:00:00Z' }).payments.repairCustomer(repair)
    expect(await billing.payments.repairCustomer(repair)).toEqual(repaired)
    expect(await billing.payments.customers(link)).toEqual([linked, { ...linked, customer: 'cus_7', revision: 2, linkedAt: '2026-11-03T00:00:00.000000Z', actor: 'ops', reason: repair.reason }])
  })

  it('are refused for accounts and providers that are not known', async () => {
    const { billing } = await paidBilling()
    expect(await failureIn(() => billing.payments.linkCustomer({ ...link, key: '' }))).toMatchObject({ code: 'text.empty' })
    expect(await failureIn(() => billing.payments.linkCustomer({ ...link, account: 'nobody' }))).toMatchObject({ code: 'account.unknown' })
    expect(await failureIn(() => billing.payments.linkCustomer({ ...link, account: 'nobody', customer: 'cus_1' }))).toMatchObject({ code: 'account.unknown' })
    expect(await failureIn(() => billing.payments.linkCustomer({ ...link, provider: 'other' }))).toMatchObject({ code: 'payment.provider_unknown' })
    expect(await failureIn(() => billing.payments.portal({ key: 'v', account: 'acme', provider: 'mock', returnUrl: start.returnUrl }))).toMatchObject({ code: 'payment.refused', field: 'account' })
    expect(await billing.payments.customers(link)).toEqual([])
  })
})
