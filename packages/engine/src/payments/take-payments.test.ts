import { memory, mockPayments } from '@farthing/adapters-memory'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { catalog, october, tokens } from '../test/sample-billing.js'

it('a payment is taken, refunded and contested', async () => {
  const clock = fixedClock('2026-11-02T00:00:00Z')
  const storage = memory()
  // #region provider
  const stripeLike = mockPayments({ clock }) // an adapter of yours in production
  const billing = createBilling({ catalog, storage, clock, paymentProviders: [stripeLike.provider] })
  // #endregion provider
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  await billing.events.ingest([tokens('r1', '1400000')])
  const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })

  // #region start
  const { session } = await billing.payments.start({
    key: 'acme/2026-10/pay', account: 'acme', provider: 'mock', documents: [invoice.id], returnUrl: 'https://host.example/paid',
  })
  expect(session.amount).toEqual({ amount: '50', currency: 'EUR' })
  expect(session.url).toBe('https://mock.example/pay/cs_1') // send the payer there
  // #endregion start

  stripeLike.pay('cs_1')
  const requests = stripeLike.collect()
  // #region webhook
  // In the handler of the provider's webhooks, with the body as it came:
  for (const { body, signature } of requests) {
    const { outcome } = await billing.payments.webhook({ provider: 'mock', body, signature })
    expect(outcome).toBe('applied') // answer 200 also for `repeated` and `unreconciled`
  }
  expect(await billing.payments.get(session.id)).toMatchObject({ status: 'settled', paid: { amount: '50', currency: 'EUR' } })
  expect(await billing.ledger.openItems('acme')).toEqual([])
  // #endregion webhook

  // #region refund
  const refund = await billing.refunds.request({
    key: 'ticket-7', provider: 'mock', payment: 'pay_1', amount: { amount: '20', currency: 'EUR' }, reason: 'slow answers', policy: 'goodwill', actor: 'ann',
  })
  await billing.refunds.approve({ key: 'ticket-7', refund: refund.id, actor: 'bob' })
  await billing.refunds.send({ key: 'ticket-7', refund: refund.id })
  expect(await billing.ledger.openItems('acme')).toMatchObject([{ item: invoice.id, amountMinor: '2000' }])
  // #endregion refund

  // #region trace
  const trace = await billing.payments.trace({ provider: 'mock', payment: 'pay_1' })
  expect(trace).toMatchObject({ account: 'acme', sessions: [session.id], refundable: { amount: '30', currency: 'EUR' }, refunds: [{ id: refund.id }] })
  const [paidBy] = await billing.payments.ofDocument(invoice.id)
  expect(paidBy).toMatchObject({ provider: 'mock', payment: 'pay_1', settled: { amount: '50' }, left: { amount: '30' } })
  // #endregion trace

  // #region dispute
  const contested = stripeLike.contest('pay_1', { amount: { amount: '30', currency: 'EUR' } })
  for (const { body, signature } of stripeLike.collect()) await billing.payments.webhook({ provider: 'mock', body, signature })
  const [dispute] = (await billing.disputes.list({ status: 'needs_response' })).items
  await billing.disputes.addEvidence({ key: 'usage', dispute: dispute?.id ?? '', kind: 'usage', text: '1,400,000 tokens, request by request', actor: 'ann' })
  await billing.disputes.submit({ key: 'answer', dispute: dispute?.id ?? '', actor: 'ann' })
  stripeLike.decide(contested, 'won')
  for (const { body, signature } of stripeLike.collect()) await billing.payments.webhook({ provider: 'mock', body, signature })
  expect(await billing.disputes.get(dispute?.id ?? '')).toMatchObject({ amount: { amount: '30', currency: 'EUR' } })
  expect((await billing.disputes.list({ status: 'won' })).items).toHaveLength(1)
  // #endregion dispute

  // #region customer
  await billing.payments.linkCustomer({ key: 'link', account: 'acme', provider: 'mock' }) // makes one there, once
  const { url } = await billing.payments.portal({ key: 'portal', account: 'acme', provider: 'mock', returnUrl: 'https://host.example/account' })
  await billing.payments.repairCustomer({ key: 'repair', account: 'acme', provider: 'mock', customer: 'cus_7', reason: 'merged at the provider', actor: 'ann' })
  const links = await billing.payments.customers({ account: 'acme', provider: 'mock' })
  expect(links.map(({ customer, reason }) => `${customer}: ${reason}`)).toEqual(['cus_1: first link', 'cus_7: merged at the provider'])
  // #endregion customer
  expect(url).toBe('https://mock.example/portal/cus_1')

  // #region recover
  const { failed } = await billing.payments.recover({ silentSince: '2026-11-01T23:00:00Z' })
  const { items: unreconciled } = await billing.payments.unreconciled()
  expect([failed, unreconciled]).toEqual([[], []])
  // #endregion recover
})
