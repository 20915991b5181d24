import type { Instant, Money, TenantId } from '@farthing/core'
import type { DisputeEvidence, ProviderEvent } from '@farthing/ledger'

/** What every call that changes something carries: calls with the same key and content are one call. */
interface ProviderCall {
  /** 1 to 256 characters. */
  readonly idempotencyKey: string
}

export interface CheckoutRequest extends ProviderCall {
  readonly tenant: TenantId
  readonly account: string
  /** The provider's name for the payer, where it has one. */
  readonly customer?: string
  readonly amount: Money
  /** Where the payer goes back to. */
  readonly returnUrl: string
  readonly expiresAt: Instant
}

/** A page on which one invoice can be paid. */
export interface HostedInvoiceRequest extends CheckoutRequest {
  readonly document: string
  /** The number that the payer sees. */
  readonly number: string
}

export interface ProviderSession {
  /** The provider's name for it. */
  readonly session: string
  /** Where the payer goes. */
  readonly url: string
}

export interface PortalRequest extends ProviderCall {
  readonly customer: string
  readonly returnUrl: string
}

export interface CustomerRequest extends ProviderCall {
  readonly tenant: TenantId
  readonly account: string
  readonly name?: string
}

export interface RefundRequest extends ProviderCall {
  /** The provider's name for the payment. */
  readonly payment: string
  readonly amount: Money
}

export interface EvidenceRequest extends ProviderCall {
  /** The provider's name for the dispute. */
  readonly dispute: string
  readonly evidence: readonly DisputeEvidence[]
}

/** A webhook as it came over the wire. */
export interface WebhookDelivery {
  /** Byte for byte: a parsed and printed body has another signature. */
  readonly body: string
  readonly signature: string
  readonly receivedAt: Instant
}

/** What a provider knows of a call whose answer was lost. */
export interface FoundSession extends ProviderSession {
  /** What it has reported of the session, or would have: the same events as those of its webhooks. */
  readonly events: readonly ProviderEvent[]
}

/** What a provider knows of a refund whose answer, or whose outcome, was lost. */
export interface FoundRefund {
  /** The provider's name for it. */
  readonly refund: string
  /** What it has reported of the refund, or would have: the same events as those of its webhooks. */
  readonly events: readonly ProviderEvent[]
}

/**
 * Moves money. Whatever becomes of a session, refund or dispute is reported by webhooks, which may come late, twice and in any order.
 *
 * `payment.provider_unavailable` says that an answer did not come: what was asked for may have happened or not. The same call again is answered as if it
 * had been made once. Proved by `paymentProviderSuite`.
 *
 * @throws from every call: `payment.provider_unavailable`, which any error that is no failure stands for; `payment.conflict` for a key that was used for something else
 */
export interface PaymentProvider {
  /** Stands on sessions, refunds, disputes and in the book: 1 to 256 characters, no slash. */
  readonly name: string
  openCheckout(request: CheckoutRequest): Promise<ProviderSession>
  openInvoice(request: HostedInvoiceRequest): Promise<ProviderSession>
  /** Where a customer manages cards and past payments. @throws `payment.refused` for a customer that the provider does not know */
  openPortal(request: PortalRequest): Promise<{ readonly url: string }>
  createCustomer(request: CustomerRequest): Promise<{ readonly customer: string }>
  /** A session by the key that it was opened with; `undefined` when it never was. */
  findSession(idempotencyKey: string): Promise<FoundSession | undefined>
  /** @throws `payment.refused` for a payment that the provider does not know, or more than it has left of it */
  sendRefund(request: RefundRequest): Promise<{ readonly refund: string }>
  /** A refund by the key that it was sent with; `undefined` when it never was. */
  findRefund(idempotencyKey: string): Promise<FoundRefund | undefined>
  /** @throws `payment.refused` for a dispute that the provider does not know, or that is over */
  submitEvidence(request: EvidenceRequest): Promise<void>
  /**
   * What a webhook reports, once its signature has been checked over the body as it came.
   *
   * @throws `webhook.forged` for another body, another signature, or one that was made more than five minutes before `receivedAt`;
   *   `webhook.malformed` for a signed body that is no event: `checkProviderEvent` of the ledger says so
   */
  readWebhook(delivery: WebhookDelivery): Promise<ProviderEvent>
}
