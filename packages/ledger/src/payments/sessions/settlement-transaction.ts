import { paymentPostingKey } from '../../book/postings/payment-posting-key.js'
import type { LedgerTransaction, PostingOptions } from '../../book/ledger-transaction.js'
import { postPayment } from '../../book/postings/post-payment.js'
import type { SettlementPart } from '../../book/postings/settlement-part.js'
import type { PaymentSession } from './payment-session.js'
import type { Settlement } from './session-state.js'

export interface SettledPayment {
  readonly session: PaymentSession
  readonly settlement: Settlement
  /** As `allocatePayment` said. */
  readonly parts: readonly SettlementPart[]
  /** Who noted it; `system` unless given. */
  readonly actor?: string
}

/**
 * The posting of a payment that arrived through a session. It is known by provider and payment, so that a settlement that is reported by several
 * events, sessions or runs is posted once.
 *
 * @throws what `postPayment` throws
 */
export function settlementTransaction({ session, settlement, parts, actor }: SettledPayment, options?: PostingOptions): LedgerTransaction {
  const { tenant, account, provider, correlation } = session
  const { payment, amount, at } = settlement
  return postPayment({ tenant, key: paymentPostingKey({ provider, payment }, options?.digest), reference: payment, bookedAt: at, correlation, account, provider, amount, parts, ...(actor !== undefined && { actor }) }, options)
}
