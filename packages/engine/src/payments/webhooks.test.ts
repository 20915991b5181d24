import { mockPayments } from '@farthing/adapters-memory'
import type { ProviderEvent } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { bookOfPayments, eur, paidBilling } from '../test/paid-billing.js'
import { failureIn } from '../test/sample-billing.js'

const start = { key: 's1', account: 'acme', provider: 'mock', returnUrl: 'https://host.example/paid' } as const
const now = '2026-11-02T00:00:00.000000Z'

/** A session whose payment has been paid, contested, and not been taken in yet: three webhooks. */
async function contested() {
  const all = await paidBilling()
  await all.billing.payments.start(start)
  all.mock.contest(all.mock.pay('cs_1'))
  const deliveries = all.mock.collect().map(({ body, signature }) => ({ provider: 'mock', body, signature }))
  const [settled, opened, response] = deliveries
  if (settled === undefined || opened === undefined || response === undefined) throw new Error('three webhooks')
  return { ...all, settled, opened, response }
}

describe('payments.webhook', () => {
  it('waits with what it is about: a dispute that comes before its payment', async () => {
    const { billing, settled, opened, response } = await contested()
    expect(await billing.payments.webhook(opened)).toMatchObject({ event: 'evt_2', outcome: 'unreconciled', failure: { kind: 'payment_unknown' } })
    expect(await billing.payments.webhook(opened)).toMatchObject({ outcome: 'unreconciled' })
    expect((await billing.payments.unreconciled()).items).toHaveLength(1)
    expect(await bookOfPayments(billing)).toEqual({ receivable: '5000' })
    expect(await billing.payments.webhook(settled)).toEqual({ event: 'evt_1', outcome: 'applied' })
    expect((await billing.payments.unreconciled()).items).toEqual([])
    expect(await bookOfPayments(billing)).toEqual({ disputes: '5000' })
    expect(await billing.payments.webhook(response)).toMatchObject({ outcome: 'applied' })
    for (const delivery of [opened, settled, response]) expect(await billing.payments.webhook(delivery)).toMatchObject({ outcome: 'repeated' })
    expect((await billing.disputes.list({ status: 'needs_response' })).items).toHaveLength(1)
  })

  it('is found by the provider’s name, where a provider does not report our key, also before its answer is kept', async () => {
    const { billing, mock } = await paidBilling()
    mock.loseNextAnswer()
    await failureIn(() => billing.payments.start(start))
    const event = { about: 'session', id: 'evt_x', provider: 'mock', at: now, kind: 'settled', session: 'cs_1', payment: 'pay_1', amount: eur('50') } as const
    expect(await billing.payments.report(event)).toMatchObject({ outcome: 'unreconciled', failure: { kind: 'session_unknown' } })
    expect(await billing.payments.start(start)).toMatchObject({ status: 'settled' })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5000' })
    expect((await billing.payments.unreconciled()).items).toEqual([])
  })

  it('that fits nothing is tried again by a recovery, or settled by people', async () => {
    const { billing, storage, again } = await paidBilling()
    const event = (id: string): ProviderEvent => ({ about: 'refund', id, provider: 'mock', at: now, kind: 'settled', refund: 're_9' })
    await billing.payments.report(event('evt_8'))
    await billing.payments.report(event('evt_9'))
    const resolve = { key: 'w1', provider: 'mock', event: 'evt_9', reason: 'a refund of another system', actor: 'ops' }
    const resolved = await billing.payments.resolve(resolve)
    expect(resolved).toMatchObject({ failure: { kind: 'refund_unknown' }, resolution: { actor: 'ops', reason: resolve.reason, at: now } })
    expect(await billing.payments.resolve(resolve)).toEqual(resolved)
    expect((await billing.payments.unreconciled()).items.map(({ webhook }) => webhook.event)).toEqual(['evt_8'])
    expect(await billing.payments.report(event('evt_9'))).toMatchObject({ outcome: 'repeated' })
    for (const other of [{ event: 'evt_9' }, { event: 'nothing' }]) expect(await failureIn(() => billing.payments.resolve({ ...resolve, key: 'w2', ...other }))).toMatchObject({ code: 'webhook.unknown' })
    // What was kept while the other transaction was still open: found by nobody but a recovery.
    const hidden = again({ through: { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, payments: { ...stores.payments, list: async () => ({ items: [] }) } })) } })
    await hidden.payments.report({ about: 'dispute', id: 'evt_10', provider: 'mock', at: now, kind: 'opened', dispute: 'dp_1', payment: 'p1', amount: eur('5'), openedAt: now, taken: 'withheld' })
    await hidden.payments.receive({ key: 'k', account: 'acme', provider: 'mock', payment: 'p1', amount: eur('5') })
    expect(await billing.payments.recover({ silentSince: now })).toMatchObject({ reconciled: ['evt_10'] })
    expect((await billing.disputes.list()).items).toHaveLength(1)
  })

  it.each([
    ['another body', { body: '{"about":"session"}' }, 'webhook.forged'],
    ['another signature', { signature: 'x' }, 'webhook.forged'],
    ['no signature', { signature: '' }, 'webhook.forged'],
    ['a signature that is too long', { signature: 'x'.repeat(10_001) }, 'text.too_long'],
    ['no body', { body: '' }, 'text.empty'],
    ['a body that is too long', { body: 'x'.repeat(1_000_001) }, 'text.too_long'],
    ['an unknown provider', { provider: 'other' }, 'payment.provider_unknown'],
  ] as const)('refuses %s, and keeps nothing', async (_, about, code) => {
    const { billing, settled, storage } = await contested()
    expect(await failureIn(() => billing.payments.webhook({ ...settled, ...about }))).toMatchObject({ code })
    expect((await storage.transaction('default', ({ payments }) => payments.list('webhook', {}))).items).toEqual([])
    expect(await bookOfPayments(billing)).toEqual({ receivable: '5000' })
  })

  it.each<readonly [string, unknown, string]>([
    ['something else', { about: 'payout' }, 'event.about'],
    ['another kind', { kind: 'paid' }, 'event.kind'],
    ['no id', { id: '' }, 'event.id'],
    ['an amount that is a number', { amount: 50 }, 'event.amount'],
    ['more than we know', { fee: '1' }, 'event.fee'],
  ])('refuses what reports %s, and keeps nothing', async (_, about, field) => {
    const { billing, again, mock, settled, storage } = await contested()
    const event = { about: 'session', id: 'evt_x', provider: 'mock', at: now, kind: 'settled', session: 'cs_1', payment: 'pay_1', amount: eur('50'), ...(about as object) } as ProviderEvent
    expect(await failureIn(() => billing.payments.report(event))).toMatchObject({ code: 'webhook.malformed', field })
    const careless = again({ provider: { ...mock.provider, readWebhook: async () => event } })
    expect(await failureIn(() => careless.payments.webhook(settled))).toMatchObject({ code: 'webhook.malformed', field })
    expect((await storage.transaction('default', ({ payments }) => payments.list('webhook', {}))).items).toEqual([])
  })

  it('refuses an event of another provider, and one that said something else before', async () => {
    const { billing, again, settled } = await contested()
    const { provider } = mockPayments({ clock: { now: () => now } })
    const renamed = again({ provider: { ...provider, name: 'renamed' } })
    expect(await failureIn(() => renamed.payments.webhook({ ...settled, provider: 'renamed' }))).toMatchObject({ code: 'webhook.malformed' })
    const event = { about: 'session', id: 'evt_1', provider: 'mock', at: now, kind: 'failed', session: 'cs_1' } as const
    await billing.payments.webhook(settled)
    expect(await failureIn(() => billing.payments.report(event))).toMatchObject({ code: 'webhook.conflict' })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5000' })
  })

  it('that contradicts what is known waits for people', async () => {
    const { billing, settled } = await contested()
    await billing.payments.webhook(settled)
    const other: ProviderEvent = { about: 'session', id: 'evt_7', provider: 'mock', at: now, kind: 'settled', session: 'cs_1', payment: 'pay_1', amount: eur('49') }
    expect(await billing.payments.report(other)).toMatchObject({ outcome: 'unreconciled', failure: { kind: 'contradicts' } })
    const foreign: ProviderEvent = { ...other, id: 'evt_6', payment: 'pay_6', amount: { amount: '49', currency: 'USD' } }
    expect(await billing.payments.report(foreign)).toMatchObject({ outcome: 'unreconciled', failure: { kind: 'contradicts' } })
    expect(await bookOfPayments(billing)).toEqual({ 'cash mock': '5000' })
  })
})
