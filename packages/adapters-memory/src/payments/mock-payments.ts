import { addMoney, canonicalJson, checkJson, compareMoney, fail, subtractMoney, type Instant, type Money } from '@farthing/core'
import type { DisputeEvent, ProviderEvent, RefundEvent, SessionEvent } from '@farthing/ledger'
import type { CheckoutRequest, Clock, PaymentProvider, RefundRequest, WebhookDelivery } from '@farthing/ports'
import { idempotentCalls, type IdempotentCalls } from './idempotent-calls.js'
import { checkSignature, signWebhook } from './sign-webhook.js'
import { webhookQueue, type WebhookFault } from './webhook-queue.js'

export interface MockPaymentsOptions {
  readonly clock: Clock
  /** `mock` unless given. */
  readonly name?: string
  /** What webhooks are signed with; `secret` unless given. */
  readonly secret?: string
  /** What goes wrong with each collection of webhooks, in order; nothing unless given. */
  readonly faults?: readonly WebhookFault[]
}

/** A payment provider in memory, and the hand that moves the world around it. */
export interface MockPayments {
  readonly provider: PaymentProvider
  /** The payer pays what a session asks for, or another amount. Gives the name of the payment. */
  pay(session: string, amount?: Money): string
  authorise(session: string): void
  /** An attempt to pay fails. */
  failPayment(session: string, reason: string): void
  expire(session: string): void
  /** The payer contests a payment, as a whole unless given; evidence is taken until `dueAt`. Gives the name of the dispute. */
  contest(payment: string, about?: { readonly amount?: Money; readonly taken?: 'withheld' | 'charged_back'; readonly dueAt?: Instant }): string
  decide(dispute: string, verdict: 'won' | 'lost'): void
  settleRefund(refund: string): void
  failRefund(refund: string, reason: string): void
  /** Webhooks that have arrived by now. */
  collect(): readonly WebhookDelivery[]
  /** The next call is carried out, and its answer lost. */
  loseNextAnswer(): void
}

interface World {
  readonly sessions: Map<string, CheckoutRequest>
  readonly payments: Map<string, { readonly session: string; readonly amount: Money; refunded: Money }>
  readonly refunds: Map<string, RefundRequest>
  readonly disputes: Map<string, Omit<DisputeEvent, 'id' | 'kind' | 'at'> & { verdict?: 'won' | 'lost' }>
  readonly customers: Set<string>
  readonly events: ProviderEvent[]
}

type Report =
  | Omit<SessionEvent, 'id' | 'provider' | 'at'>
  | Omit<RefundEvent, 'id' | 'provider' | 'at'>
  | Omit<DisputeEvent, 'id' | 'provider' | 'at'>

/**
 * A payment provider for tests and for development: deterministic, with names that count up. Its webhooks can be made to come late, twice or out of
 * order, and an answer to be lost.
 */
export function mockPayments({ clock, name = 'mock', secret = 'secret', faults = [] }: MockPaymentsOptions): MockPayments {
  const world: World = { sessions: new Map(), payments: new Map(), refunds: new Map(), disputes: new Map(), customers: new Set(), events: [] }
  const calls = idempotentCalls()
  const queue = webhookQueue(faults)
  const report = (about: Report): void => {
    const at = clock.now()
    const event: ProviderEvent = { ...about, id: `evt_${world.events.length + 1}`, provider: name, at }
    world.events.push(event)
    const body = canonicalJson(checkJson(event, 'event'))
    queue.send({ body, signature: signWebhook(secret, body, at), receivedAt: at })
  }
  const ofSession = (session: string) => ({ about: 'session', session, idempotencyKey: find(world.sessions, session, 'session').idempotencyKey }) as const
  const ofRefund = (refund: string) => ({ about: 'refund', refund, idempotencyKey: find(world.refunds, refund, 'refund').idempotencyKey }) as const
  return {
    provider: providerOf({ name, secret, world, calls, report }),
    pay: (session, amount = find(world.sessions, session, 'session').amount) => {
      const payment = `pay_${world.payments.size + 1}`
      world.payments.set(payment, { session, amount, refunded: { amount: '0', currency: amount.currency } })
      report({ ...ofSession(session), kind: 'settled', payment, amount })
      return payment
    },
    authorise: (session) => report({ ...ofSession(session), kind: 'authorised' }),
    failPayment: (session, reason) => report({ ...ofSession(session), kind: 'failed', reason }),
    expire: (session) => report({ ...ofSession(session), kind: 'expired' }),
    contest: (payment, { amount, taken = 'withheld', dueAt } = {}) => {
      const dispute = `dp_${world.disputes.size + 1}`
      const about = { about: 'dispute', dispute, payment, amount: amount ?? find(world.payments, payment, 'payment').amount, openedAt: clock.now(), taken } as const
      world.disputes.set(dispute, { ...about, provider: name })
      report({ ...about, kind: 'opened' })
      report({ ...about, kind: 'needs_response', ...(dueAt !== undefined && { dueAt }) })
      return dispute
    },
    decide: (dispute, verdict) => {
      const known = find(world.disputes, dispute, 'dispute')
      known.verdict = verdict
      report({ ...disputeReport(known), kind: verdict })
    },
    settleRefund: (refund) => report({ ...ofRefund(refund), kind: 'settled' }),
    failRefund: (refund, reason) => {
      const { payment, amount } = find(world.refunds, refund, 'refund')
      const paid = find(world.payments, payment, 'payment')
      paid.refunded = subtractMoney(paid.refunded, amount)
      report({ ...ofRefund(refund), kind: 'failed', reason })
    },
    collect: queue.collect,
    loseNextAnswer: calls.loseNextAnswer,
  }
}

interface ProviderParts {
  readonly name: string
  readonly secret: string
  readonly world: World
  readonly calls: IdempotentCalls
  readonly report: (about: Report) => void
}

function providerOf({ name, secret, world, calls, report }: ProviderParts): PaymentProvider {
  const { sessions, customers, refunds, events } = world
  const urlOf = (session: string) => `https://${name}.example/pay/${session}`
  const open = (kind: string, request: CheckoutRequest) =>
    calls.call(kind, request, () => {
      const session = `cs_${sessions.size + 1}`
      sessions.set(session, request)
      return { session, url: urlOf(session) }
    })
  return {
    name,
    openCheckout: async (request) => open('session', request),
    openInvoice: async (request) => open('session', request),
    openPortal: async (request) =>
      calls.call('portal', request, () => {
        if (!customers.has(request.customer)) refuse('customer', request.customer)
        return { url: `https://${name}.example/portal/${request.customer}` }
      }),
    createCustomer: async (request) =>
      calls.call('customer', request, () => {
        const customer = `cus_${customers.size + 1}`
        customers.add(customer)
        return { customer }
      }),
    findSession: async (idempotencyKey) => {
      const found = [...sessions].find(([, request]) => request.idempotencyKey === idempotencyKey)
      if (found === undefined) return undefined
      const [session] = found
      return { session, url: urlOf(session), events: events.filter((event) => event.about === 'session' && event.session === session) }
    },
    sendRefund: async (request) => calls.call('refund', request, () => sendRefund(world, request)),
    findRefund: async (idempotencyKey) => {
      const [refund] = [...refunds].find(([, request]) => request.idempotencyKey === idempotencyKey) ?? []
      return refund === undefined ? undefined : { refund, events: events.filter((event) => event.about === 'refund' && event.refund === refund) }
    },
    submitEvidence: async (request) =>
      calls.call('evidence', request, () => {
        const known = world.disputes.get(request.dispute) ?? refuse('dispute', request.dispute)
        if (known.verdict !== undefined) fail('payment.refused', { field: 'dispute', because: `is ${request.dispute}, which was ${known.verdict}` })
        report({ ...disputeReport(known), kind: 'evidence_submitted' })
      }),
    readWebhook: async (delivery) => {
      checkSignature(secret, delivery)
      return eventIn(delivery.body)
    },
  }
}

function sendRefund({ payments, refunds }: World, request: RefundRequest): { readonly refund: string } {
  const paid = payments.get(request.payment) ?? refuse('payment', request.payment)
  const refunded = addMoney(paid.refunded, request.amount)
  if (compareMoney(refunded, paid.amount) > 0) fail('payment.refused', { field: 'amount', because: `is ${request.amount.amount}, more than is left of ${request.payment}` })
  paid.refunded = refunded
  const refund = `re_${refunds.size + 1}`
  refunds.set(refund, request)
  return { refund }
}

function disputeReport({ verdict: _, provider: __, ...about }: Omit<DisputeEvent, 'id' | 'kind' | 'at'> & { verdict?: 'won' | 'lost' }) {
  return about
}

function eventIn(body: string): ProviderEvent {
  try {
    return JSON.parse(body) as ProviderEvent
  } catch (error) {
    return fail('webhook.malformed', { field: 'body', because: 'is no JSON' }, error)
  }
}

/** Something that a test names and that is not there is the test's mistake. */
function find<T>(things: ReadonlyMap<string, T>, name: string, kind: string): T {
  const found = things.get(name)
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`)
  return found
}

function refuse(field: string, name: string): never {
  return fail('payment.refused', { field, because: `is ${JSON.stringify(name)}, which is not known`, facts: { name } })
}
