import type { LedgerTransaction, PostingOptions } from '../../book/ledger-transaction.js'
import { postRefundFailed, postRefundSent, postRefundSettled } from '../../book/postings/refund-postings.js'
import type { Refund, RefundStatus, RefundStep } from './refund.js'

/**
 * Every transaction that a refund has caused so far, in order. Made from its steps alone, so that each comes out the same again: what is in the book
 * already is a repeat there, what was lost in a crash is not lost.
 *
 * The book follows from `sent` on; an outcome that overtook it is posted behind it. A refund to account credit is done once it is sent.
 *
 * @throws `ledger.period_closed`
 */
export function refundTransactions(refund: Refund, options?: PostingOptions): readonly LedgerTransaction[] {
  const { id, account, mode, provider, wallet, amount, parts } = refund
  const left = findStep(refund, 'sent') ?? findStep(refund, 'settled') ?? findStep(refund, 'failed')
  if (left === undefined) return []
  const destination = mode === 'provider' ? ({ to: 'provider', provider } as const) : ({ to: 'account_credit', account, ...(wallet !== undefined && { wallet }) } as const)
  const sent = postRefundSent({ ...originOf(refund, left), amount, parts, destination }, options)
  const settled = findStep(refund, 'settled')
  const failed = findStep(refund, 'failed')
  if (failed !== undefined) return [sent, postRefundFailed({ ...originOf(refund, failed), sent }, options)]
  if (settled === undefined || mode === 'account_credit') return [sent]
  return [sent, postRefundSettled({ ...originOf(refund, settled), reference: id, provider, amount }, options)]
}

function findStep({ steps }: Refund, status: RefundStatus): RefundStep | undefined {
  return steps.find((step) => step.status === status)
}

function originOf({ tenant, id, correlation, reason }: Refund, { at, actor }: RefundStep) {
  return { tenant, key: id, reference: id, bookedAt: at, actor, correlation, cause: reason }
}
