import { hashContent, type Digest, type Instant } from '@farthing/core'
import { disputeState, refundStatus, sessionState, type Dispute, type PaymentSession, type ProviderCustomer, type ProviderEvent, type Refund } from '@farthing/ledger'
import type { PaymentRecordOf, Stores, TakenWebhook } from '@farthing/ports'

/*
 * How the things of a payment stand in the store: found by what they name, with the status that follows from their facts alone. That a session's time is
 * over is no fact: it follows from the clock of whoever asks.
 */

/** Keeps a session as it is now, behind the step that it follows from. */
export async function keepSession({ payments }: Stores, session: PaymentSession, before?: PaymentRecordOf<'session'>): Promise<void> {
  const { id, provider, account, providerSession, initiatedAt } = session
  const { status } = sessionState(session, initiatedAt)
  const named = providerSession === undefined ? {} : { providerName: providerSession }
  await payments.append({ kind: 'session', id, revision: nextTo(before), status, provider, account, ...named, createdAt: initiatedAt, content: session })
}

export async function keepRefund({ payments }: Stores, refund: Refund, before?: PaymentRecordOf<'refund'>): Promise<void> {
  const { id, provider, account, payment, requestedAt, steps } = refund
  const providerName = steps.find((step) => step.providerRefund !== undefined)?.providerRefund
  const named = providerName === undefined ? {} : { providerName }
  await payments.append({ kind: 'refund', id, revision: nextTo(before), status: refundStatus(refund), provider, account, payment, ...named, createdAt: requestedAt, content: refund })
}

export async function keepDispute({ payments }: Stores, dispute: Dispute, before?: PaymentRecordOf<'dispute'>): Promise<void> {
  const { id, provider, account, payment, providerDispute: providerName, openedAt } = dispute
  const { status } = disputeState(dispute)
  await payments.append({ kind: 'dispute', id, revision: nextTo(before), status, provider, account, payment, providerName, createdAt: openedAt, content: dispute })
}

/** A link and what repaired it are steps of one thing. */
export async function keepCustomer({ payments }: Stores, customer: ProviderCustomer, digest: Digest): Promise<void> {
  const { provider, account, revision, linkedAt, customer: providerName } = customer
  const first = revision === 1 ? undefined : (await payments.history('customer', customerIdOf(customer, digest)))[0]
  const createdAt = first?.createdAt ?? linkedAt
  await payments.append({ kind: 'customer', id: customerIdOf(customer, digest), revision, status: 'linked', provider, account, providerName, createdAt, content: customer })
}

export type WebhookStatus = 'applied' | 'unreconciled' | 'resolved'

export interface KeptWebhook {
  readonly id: string
  readonly status: WebhookStatus
  readonly content: TakenWebhook
  readonly before?: PaymentRecordOf<'webhook'> | undefined
}

export async function keepWebhook({ payments }: Stores, { id, status, content, before }: KeptWebhook): Promise<void> {
  const { provider, receivedAt, content: event } = content.webhook
  const payment = event.about === 'refund' || event.payment === undefined ? {} : { payment: event.payment }
  await payments.append({ kind: 'webhook', id, revision: nextTo(before), status, provider, ...payment, providerName: nameOf(event), createdAt: before?.createdAt ?? receivedAt, content })
}

/** The provider's name for what an event is about. */
export function nameOf(event: ProviderEvent): string {
  switch (event.about) {
    case 'session':
      return event.session
    case 'refund':
      return event.refund
    case 'dispute':
      return event.dispute
  }
}

/** Of a session or refund that a command asked for: also the key that the provider is called with. */
export function idOfCommand(kind: 'session' | 'refund', { tenant, key }: { readonly tenant: string; readonly key: string }, digest: Digest): string {
  return hashContent(`payment-${kind}/1`, [tenant, key], digest)
}

/** Of what a provider has one name for, such as an event or a payment that arrived by itself. */
export function idOfName(kind: 'received' | 'dispute' | 'webhook', { provider, name }: { readonly provider: string; readonly name: string }, digest: Digest): string {
  return hashContent(`provider-${kind}/1`, [provider, name], digest)
}

export function customerIdOf({ provider, account }: Pick<ProviderCustomer, 'provider' | 'account'>, digest: Digest): string {
  return hashContent('provider-customer/1', [provider, account], digest)
}

function nextTo(before: { readonly revision: number } | undefined): number {
  return (before?.revision ?? 0) + 1
}

export function laterOf(a: Instant, b: Instant | undefined): Instant {
  return b !== undefined && b > a ? b : a
}
