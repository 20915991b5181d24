import type { Money } from '@farthing/core'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { mirrorEntries } from '../mirror-entries.js'
import { checkPosted, post } from './post.js'
import { checkWhole, unsettleParts, type SettlementPart } from './settlement-part.js'

export interface DisputePosting extends PostingOrigin {
  /** Id of the dispute. */
  readonly reference: string
  readonly provider: string
  readonly amount: Money
}

/** The posting of a dispute that is opened: the provider withholds the money, and what it had settled stays settled for now. */
export function postDisputeOpened(posting: DisputePosting, options?: PostingOptions): LedgerTransaction {
  const { provider, reference: item } = posting
  const amount = checkPosted(posting.amount)
  return post('dispute_opened', posting, [
    ...debit({ account: { role: 'disputes', routing: provider }, amount, item }),
    ...credit({ account: { role: 'cash', routing: provider }, amount, item }),
  ], options)
}

/** The posting of a dispute that is won: the mirror of its opening. */
export function postDisputeWon(posting: DisputePosting, options?: PostingOptions): LedgerTransaction {
  const { provider, reference: item } = posting
  const amount = checkPosted(posting.amount)
  return post('dispute_won', posting, [
    ...debit({ account: { role: 'cash', routing: provider }, amount, item }),
    ...credit({ account: { role: 'disputes', routing: provider }, amount, item }),
  ], options)
}

export interface LostPosting extends DisputePosting {
  /** What the payment had settled and is open again; sums to the amount. */
  readonly parts: readonly SettlementPart[]
}

/**
 * The posting of a dispute that is lost: the withheld money is gone, and what it had settled is open again.
 *
 * @throws `ledger.amount_invalid` when parts do not sum to the amount
 */
export function postDisputeLost(posting: LostPosting, options?: PostingOptions): LedgerTransaction {
  const { provider, parts, reference: item } = posting
  const amount = checkPosted(posting.amount)
  checkWhole(parts, amount)
  return post('dispute_lost', posting, [...unsettleParts(parts), ...credit({ account: { role: 'disputes', routing: provider }, amount, item })], options)
}

/**
 * The posting of a chargeback without a dispute before it: the provider takes the money at once, and what it had settled is open again.
 *
 * @throws `ledger.amount_invalid` when parts do not sum to the amount
 */
export function postChargeback(posting: LostPosting, options?: PostingOptions): LedgerTransaction {
  const { provider, parts, reference: item } = posting
  const amount = checkPosted(posting.amount)
  checkWhole(parts, amount)
  return post('chargeback', posting, [...unsettleParts(parts), ...credit({ account: { role: 'cash', routing: provider }, amount, item })], options)
}

/** The posting of a chargeback that the provider takes back: the mirror of what was recorded. */
export function postChargebackReversal(posting: PostingOrigin & { readonly chargeback: LedgerTransaction }, options?: PostingOptions): LedgerTransaction {
  return post('chargeback_reversed', posting, mirrorEntries(posting.chargeback.entries), options)
}
