import { mirrorEntries } from '../mirror-entries.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { documentEntries, type DocumentAmounts } from './document-entries.js'
import { post } from './post.js'

export interface CreditNotePosting extends PostingOrigin {
  readonly document: DocumentAmounts
}

/**
 * The posting of a credit note: the mirror image of an invoice over the amounts that it takes back, given as positive ones.
 *
 * `document.item` is the invoice that it credits, so that the receivable of that invoice goes down. Promotional credit that the credited lines
 * took is given back with it. `undefined` when nothing is credited.
 *
 * @throws `ledger.unbalanced`, `ledger.period_closed`
 */
export function postCreditNote(posting: CreditNotePosting, options?: PostingOptions): LedgerTransaction | undefined {
  const entries = mirrorEntries(documentEntries(posting.document))
  return entries.length === 0 ? undefined : post('credit_note_issued', posting, entries, options)
}
