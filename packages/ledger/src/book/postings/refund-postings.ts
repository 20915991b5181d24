import type { Money } from '@farthing/core'
import type { LedgerAccount } from '../ledger-account.js'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { mirrorEntries } from '../mirror-entries.js'
import { checkPosted, post } from './post.js'
import { checkWhole, unsettleParts, type SettlementPart } from './settlement-part.js'

export interface RefundSentPosting extends PostingOrigin {
  /** Id of the refund. */
  readonly reference: string
  readonly amount: Money
  /** What the payment had settled and is given back; sums to the amount. */
  readonly parts: readonly SettlementPart[]
  readonly destination:
    | { readonly to: 'provider'; readonly provider: string }
    | { readonly to: 'account_credit'; readonly account: string; readonly wallet?: string }
}

/**
 * The posting of a refund that leaves: what the payment had settled is open again, and the money is on its way to the provider, or stands
 * as credit of the account. Where a credit note had lowered the document first, the two cancel out.
 *
 * @throws `ledger.amount_invalid`, `money.currency_mismatch`, `ledger.period_closed`
 */
export function postRefundSent(posting: RefundSentPosting, options?: PostingOptions): LedgerTransaction {
  const { parts, reference } = posting
  const amount = checkPosted(posting.amount)
  checkWhole(parts, amount)
  return post('refund_sent', posting, [...unsettleParts(parts), ...credit({ account: destinationOf(posting), amount, item: reference })], options)
}

export interface RefundSettledPosting extends PostingOrigin {
  /** Id of the refund. */
  readonly reference: string
  readonly provider: string
  readonly amount: Money
}

/** The posting of a refund that the provider has paid out. */
export function postRefundSettled(posting: RefundSettledPosting, options?: PostingOptions): LedgerTransaction {
  const { provider, reference: item } = posting
  const amount = checkPosted(posting.amount)
  return post('refund_settled', posting, [
    ...debit({ account: { role: 'refunds', routing: provider }, amount, item }),
    ...credit({ account: { role: 'cash', routing: provider }, amount, item }),
  ], options)
}

/** The posting of a refund that was sent and failed: the mirror of what was recorded when it left. */
export function postRefundFailed(posting: PostingOrigin & { readonly sent: LedgerTransaction }, options?: PostingOptions): LedgerTransaction {
  return post('refund_failed', posting, mirrorEntries(posting.sent.entries), options)
}

function destinationOf({ destination }: RefundSentPosting): LedgerAccount {
  if (destination.to === 'provider') return { role: 'refunds', routing: destination.provider }
  const { account, wallet } = destination
  return { role: 'customer_credit', account, ...(wallet !== undefined && { routing: wallet }) }
}
