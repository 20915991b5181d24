import type { ProviderEvent } from '@farthing/ledger'
import type { CheckoutRequest, PaymentProvider, WebhookDelivery } from '../payment-provider.js'
import { expectFailure, expectSame } from './expectations.js'
import type { Suite, SuiteCase } from './suite.js'
import { subjectCases } from './subject-case.js'

/** A provider in a state of its own, and the world around it. */
export interface PaymentProviderUnderTest {
  readonly provider: PaymentProvider
  /** The payer of a session pays what it asks for; gives the provider's name of the payment. */
  pay(session: string): Promise<string>
  /** The payer contests a payment; gives the provider's name of the dispute. */
  contest(payment: string): Promise<string>
  /** The payer's bank decides. */
  decide(dispute: string, verdict: 'won' | 'lost'): Promise<void>
  /** The provider has paid out a refund. */
  settleRefund(refund: string): Promise<void>
  /** Every webhook that was sent and not collected yet, in the order in which it arrives. */
  collect(): Promise<readonly WebhookDelivery[]>
  /** The answer of the next call is lost on its way; absent where that cannot be brought about. */
  loseNextAnswer?(): void
  /** Releases what was taken for it. */
  destroy?(): Promise<void>
}

/** What an adapter gives, so that the suite can try its provider out. */
export interface PaymentProviderFactory {
  create(): Promise<PaymentProviderUnderTest>
}

type ProviderCase = SuiteCase<PaymentProviderFactory>

const providerCase = /* @__PURE__ */ subjectCases<PaymentProviderFactory, PaymentProviderUnderTest>()

const checkout: CheckoutRequest = {
  idempotencyKey: 'session-1',
  tenant: 'tenant',
  account: 'acme',
  amount: { amount: '50', currency: 'EUR' },
  returnUrl: 'https://host.example/paid',
  expiresAt: '2026-11-03T00:00:00.000000Z',
}

/** Every event that has arrived, each id once, in the order of first arrival. */
async function eventsOf({ provider, collect }: PaymentProviderUnderTest): Promise<readonly ProviderEvent[]> {
  const events = new Map<string, ProviderEvent>()
  for (const delivery of await collect()) {
    const event = await provider.readWebhook(delivery)
    const known = events.get(event.id)
    if (known !== undefined) expectSame(event, known, 'an event that comes twice says the same')
    events.set(event.id, event)
  }
  return [...events.values()]
}

const sessions: readonly ProviderCase[] = [
  providerCase('calls with one key and content are one call; other content under the key is a conflict', async ({ provider }) => {
    const first = await provider.openCheckout(checkout)
    expectSame(await provider.openCheckout(checkout), first, 'the same call again')
    const second = await provider.openCheckout({ ...checkout, idempotencyKey: 'session-2' })
    expectSame(second.session === first.session, false, 'another key opens another session')
    await expectFailure('payment.conflict', 'another amount', () => provider.openCheckout({ ...checkout, amount: { amount: '51', currency: 'EUR' } }))
  }),

  providerCase('an invoice can be paid on a page of its own', async ({ provider, pay, ...under }) => {
    const { session } = await provider.openInvoice({ ...checkout, document: 'inv-1', number: 'INV-000001' })
    await pay(session)
    const [event] = await eventsOf({ provider, pay, ...under })
    expectSame(event?.about === 'session' && event.session === session && event.kind === 'settled', true, 'the settlement is reported')
  }),

  providerCase('a session is found by its key, with what was reported of it; an unknown key finds none', async (under) => {
    const { provider } = under
    expectSame(await provider.findSession('session-1'), undefined, 'before it is opened')
    const opened = await provider.openCheckout(checkout)
    expectSame(await provider.findSession('session-1'), { ...opened, events: [] }, 'after it is opened')
    await under.pay(opened.session)
    const found = await provider.findSession('session-1')
    expectSame(found?.events, await eventsOf(under), 'the events that the webhooks report')
  }),

  providerCase('a call whose answer is lost has happened once, and is answered the next time', async ({ provider, loseNextAnswer }) => {
    if (loseNextAnswer === undefined) return
    loseNextAnswer()
    await expectFailure('payment.provider_unavailable', 'the lost answer', () => provider.openCheckout(checkout))
    const found = await provider.findSession('session-1')
    const again = await provider.openCheckout(checkout)
    expectSame({ session: found?.session, url: found?.url }, again, 'the session that was opened')
  }),

  providerCase('a settlement names session, key, payment and amount', async (under) => {
    const { session } = await under.provider.openCheckout(checkout)
    const payment = await under.pay(session)
    const [event, ...others] = await eventsOf(under)
    expectSame(others, [], 'nothing else is reported')
    if (event?.about !== 'session') throw new Error('a settlement: expected an event about a session')
    const { kind, provider, idempotencyKey, amount } = event
    expectSame({ kind, provider, session: event.session, idempotencyKey, payment: event.payment, amount }, { kind: 'settled', provider: under.provider.name, session, idempotencyKey: 'session-1', payment, amount: checkout.amount }, 'the event')
  }),
]

const customers: readonly ProviderCase[] = [
  providerCase('a customer is created once for a key, and has a portal', async ({ provider }) => {
    const request = { idempotencyKey: 'customer-1', tenant: 'tenant', account: 'acme' }
    const created = await provider.createCustomer(request)
    expectSame(await provider.createCustomer(request), created, 'the same call again')
    const { url } = await provider.openPortal({ idempotencyKey: 'portal-1', customer: created.customer, returnUrl: checkout.returnUrl })
    expectSame(url.startsWith('https://'), true, 'the address of the portal')
    await expectFailure('payment.refused', 'an unknown customer', () => provider.openPortal({ idempotencyKey: 'portal-2', customer: 'nobody', returnUrl: checkout.returnUrl }))
  }),
]

const refunds: readonly ProviderCase[] = [
  providerCase('refunds are sent once for a key, in part and repeatedly, and never above the payment', async (under) => {
    const { provider } = under
    const payment = await under.pay((await provider.openCheckout(checkout)).session)
    const request = { idempotencyKey: 'refund-1', payment, amount: { amount: '20', currency: 'EUR' } } as const
    const first = await provider.sendRefund(request)
    expectSame(await provider.sendRefund(request), first, 'the same call again')
    await expectFailure('payment.refused', 'more than is left', () => provider.sendRefund({ ...request, idempotencyKey: 'refund-2', amount: { amount: '30.01', currency: 'EUR' } }))
    const second = await provider.sendRefund({ ...request, idempotencyKey: 'refund-2', amount: { amount: '30', currency: 'EUR' } })
    expectSame(second.refund === first.refund, false, 'another refund')
    await expectFailure('payment.refused', 'an unknown payment', () => provider.sendRefund({ ...request, idempotencyKey: 'refund-3', payment: 'nothing' }))
    await under.settleRefund(first.refund)
    const settled = (await eventsOf(under)).filter((event) => event.about === 'refund')
    expectSame(settled.map(({ kind, refund, idempotencyKey }) => ({ kind, refund, idempotencyKey })), [{ kind: 'settled', refund: first.refund, idempotencyKey: 'refund-1' }], 'what is reported of refunds')
  }),
]

const lostRefunds: readonly ProviderCase[] = [
  providerCase('a refund is found by its key, with what was reported of it; an unknown key finds none', async (under) => {
    const { provider } = under
    const payment = await under.pay((await provider.openCheckout(checkout)).session)
    await eventsOf(under)
    expectSame(await provider.findRefund('refund-1'), undefined, 'before it is sent')
    const { refund } = await provider.sendRefund({ idempotencyKey: 'refund-1', payment, amount: { amount: '20', currency: 'EUR' } })
    expectSame(await provider.findRefund('refund-1'), { refund, events: [] }, 'after it is sent')
    await under.settleRefund(refund)
    const found = await provider.findRefund('refund-1')
    expectSame(found?.events, await eventsOf(under), 'the events that the webhooks report')
  }),

  providerCase('a refund whose answer is lost was sent once, and is answered the next time', async ({ provider, pay, loseNextAnswer }) => {
    if (loseNextAnswer === undefined) return
    const payment = await pay((await provider.openCheckout(checkout)).session)
    const request = { idempotencyKey: 'refund-1', payment, amount: checkout.amount }
    loseNextAnswer()
    await expectFailure('payment.provider_unavailable', 'the lost answer', () => provider.sendRefund(request))
    const found = await provider.findRefund('refund-1')
    expectSame(await provider.sendRefund(request), { refund: found?.refund }, 'the refund that was sent')
  }),
]

const disputes: readonly ProviderCase[] = [
  providerCase('a dispute is reported from its opening to the verdict, and takes evidence until then', async (under) => {
    const { provider } = under
    const payment = await under.pay((await provider.openCheckout(checkout)).session)
    const dispute = await under.contest(payment)
    const evidence = [{ id: 'v1', kind: 'invoice', text: 'Invoice INV-000001', addedAt: '2026-11-02T00:00:00.000000Z', actor: 'ops' }]
    await provider.submitEvidence({ idempotencyKey: 'evidence-1', dispute, evidence })
    await provider.submitEvidence({ idempotencyKey: 'evidence-1', dispute, evidence })
    await under.decide(dispute, 'lost')
    await expectFailure('payment.refused', 'evidence after the verdict', () => provider.submitEvidence({ idempotencyKey: 'evidence-2', dispute, evidence }))
    const reported = (await eventsOf(under)).filter((event) => event.about === 'dispute')
    expectSame(reported.map(({ kind }) => kind).sort(), ['evidence_submitted', 'lost', 'needs_response', 'opened'], 'what is reported of the dispute')
    for (const event of reported) expectSame({ dispute: event.dispute, payment: event.payment, amount: event.amount }, { dispute, payment, amount: checkout.amount }, 'each names dispute, payment and amount')
  }),
]

const webhooks: readonly ProviderCase[] = [
  providerCase('a webhook with another body, another signature, or of another time is forged', async (under) => {
    const { provider } = under
    await under.pay((await provider.openCheckout(checkout)).session)
    await under.pay((await provider.openCheckout({ ...checkout, idempotencyKey: 'session-2' })).session)
    const deliveries = await under.collect()
    const [one] = deliveries
    const other = deliveries.find((delivery) => delivery.body !== one?.body)
    if (one === undefined || other === undefined) throw new Error('two settlements: expected two webhooks')
    const { body, signature, receivedAt } = one
    const forgeries: readonly WebhookDelivery[] = [
      { body: body.replace('50', '51'), signature, receivedAt },
      { body: `${body} `, signature, receivedAt },
      { body: other.body, signature, receivedAt },
      { body, signature: other.signature, receivedAt },
      { body, signature: '', receivedAt },
      { body, signature: `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`, receivedAt },
      { body, signature, receivedAt: '2099-01-01T00:00:00.000000Z' },
    ]
    for (const [index, forgery] of forgeries.entries()) await expectFailure('webhook.forged', `forgery ${index + 1}`, () => provider.readWebhook(forgery))
    await provider.readWebhook(one)
  }),
]

/** The contract of `PaymentProvider`. */
export const paymentProviderSuite: Suite<PaymentProviderFactory> = {
  name: 'payment provider',
  cases: [...sessions, ...customers, ...refunds, ...lostRefunds, ...disputes, ...webhooks],
}
