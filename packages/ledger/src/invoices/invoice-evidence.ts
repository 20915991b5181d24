import type { AccountRating, RatingInput } from '@farthing/pricing'
import type { IssuedInvoice } from './invoice.js'
import type { InvoiceTerms } from './invoice-terms.js'

/**
 * All that an issued invoice follows from: with it, anyone re-derives the document without a database.
 *
 * The figures come from `ratings`, which hold the contract with its plan version, the usage with the digest of its events, and what the
 * computation could see. Period, zone, rounding policy, parties and the treatment of zero lines stand on the document itself.
 */
export interface InvoiceEvidence {
  readonly format: 'invoice-evidence/1'
  readonly invoice: IssuedInvoice
  /** What `rate` was given, once for each segment of each subscription on the invoice, by subscription id bytes, then in time order. */
  readonly ratings: readonly RatingInput[]
  /** What `rateAccount` was given beside the charges of the ratings; absent where no program is bound to the account. */
  readonly accountRatings?: readonly AccountRating[]
  /** Adjustments, overrides, discounts, credits, tax and the rest, as assembly was given them; absent where it was given none. */
  readonly terms?: InvoiceTerms
}
