import type { CurrencyCode, Instant } from '@farthing/core'
import type { Dispute, PaymentSession, ProviderCustomer, Refund, UnreconciledEvent, WebhookRecord } from '@farthing/ledger'
import type { AccountScope, TimeScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** A webhook, and what became of it. */
export interface TakenWebhook {
  readonly webhook: WebhookRecord
  /** Why it fits nothing that is known, as long as nobody has settled that. */
  readonly failure?: UnreconciledEvent
  /** Who decided that nothing is to be done about it, and why. */
  readonly resolution?: { readonly actor: string; readonly reason: string; readonly at: Instant }
}

/** What is kept of payments, by kind. */
export interface PaymentContents {
  readonly session: PaymentSession
  readonly refund: Refund
  readonly dispute: Dispute
  /** Whom a provider knows an account as. */
  readonly customer: ProviderCustomer
  readonly webhook: TakenWebhook
}

export type PaymentRecordKind = keyof PaymentContents

/** A thing as it stood after one of its steps. What it is found by never changes, the status and a missing provider's name aside. */
export interface PaymentRecordOf<K extends PaymentRecordKind> {
  readonly kind: K
  /** Unique within the kind. */
  readonly id: string
  /** 1 for the first, one more for each step. */
  readonly revision: number
  readonly status: string
  readonly provider: string
  readonly account?: string
  /** The provider's name of the payment that it is about. */
  readonly payment?: string
  /** The provider's name of the thing itself. */
  readonly providerName?: string
  readonly createdAt: Instant
  readonly content: PaymentContents[K]
}

export type PaymentRecord = { readonly [K in PaymentRecordKind]: PaymentRecordOf<K> }[PaymentRecordKind]

/** Conditions that must hold together; time is that of creation. */
export interface PaymentRecordFilter extends AccountScope, TimeScope {
  readonly provider?: string
  readonly payment?: string
  readonly providerName?: string
  readonly status?: string
  /** Of the amount that it is about. */
  readonly currency?: CurrencyCode
}

/** Sessions, refunds, disputes, customers and webhooks of payment providers, of one tenant. Append-only: a step is kept beside those before it. Proved by `paymentStoreSuite`. */
export interface PaymentStore {
  /**
   * Adds a step to a thing, behind the one before; the same again is a no-op. Of two that follow from the same step, the second waits for the first and
   * is refused: it starts again from what is there then.
   *
   * @throws `storage.conflict` when its revision is taken by other content, or is not the next
   */
  append(record: PaymentRecord): Promise<void>
  /** The last step. */
  get<K extends PaymentRecordKind>(kind: K, id: string): Promise<PaymentRecordOf<K> | undefined>
  /** Every step, by revision. */
  history<K extends PaymentRecordKind>(kind: K, id: string): Promise<readonly PaymentRecordOf<K>[]>
  /** The last steps of all things of a kind, ordered by creation, then id bytes. */
  list<K extends PaymentRecordKind>(kind: K, filter: PaymentRecordFilter, page?: PageRequest): Promise<Page<PaymentRecordOf<K>>>
}
