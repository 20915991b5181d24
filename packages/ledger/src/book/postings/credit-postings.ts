import type { Money } from '@farthing/core'
import type { LedgerAccount } from '../ledger-account.js'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { checkPosted, post } from './post.js'

export interface CreditPosting extends PostingOrigin {
  readonly account: string
  /** Id of the grant. */
  readonly grant: string
  readonly wallet?: string
  readonly amount: Money
}

export interface PrepaymentPosting extends CreditPosting {
  readonly provider: string
}

/** The posting of paid credit that is bought without an invoice: cash against customer credit. */
export function postPrepayment(posting: PrepaymentPosting, options?: PostingOptions): LedgerTransaction {
  const { provider, grant } = posting
  const amount = checkPosted(posting.amount)
  return post('prepayment_received', posting, [
    ...debit({ account: { role: 'cash', routing: provider }, amount, item: posting.reference }),
    ...credit({ account: walletOf('customer_credit', posting), amount, item: grant }),
  ], options)
}

/** The posting of a grant of promotional credit: an allowance against promotional credit. A paid grant is a prepayment or a line of an invoice. */
export function postCreditGrant(posting: CreditPosting, options?: PostingOptions): LedgerTransaction {
  const amount = checkPosted(posting.amount)
  return post('credit_granted', posting, [
    ...debit({ account: promotions, amount }),
    ...credit({ account: walletOf('promotional_credit', posting), amount, item: posting.grant }),
  ], options)
}

export interface AdminCreditPosting extends CreditPosting {
  /** What it is given for, such as `goodwill`: the allowance that it is booked under. */
  readonly reason: string
}

/** The posting of credit that an operator gives and that counts as paid: an allowance against customer credit. */
export function postAdminCredit(posting: AdminCreditPosting, options?: PostingOptions): LedgerTransaction {
  const amount = checkPosted(posting.amount)
  return post('admin_credit', posting, [
    ...debit({ account: { role: 'allowances', routing: posting.reason }, amount }),
    ...credit({ account: walletOf('customer_credit', posting), amount, item: posting.grant }),
  ], options)
}

export interface CreditUsePosting extends CreditPosting {
  /** The document that it settles, or that gives it back. */
  readonly document: string
}

/** The posting of paid credit that settles a document. Promotional credit is a discount and part of the document's own posting. */
export function postCreditBurn(posting: CreditUsePosting, options?: PostingOptions): LedgerTransaction {
  const { account, grant, document } = posting
  const amount = checkPosted(posting.amount)
  return post('credit_burned', posting, [
    ...debit({ account: walletOf('customer_credit', posting), amount, item: grant }),
    ...credit({ account: { role: 'receivable', account }, amount, item: document }),
  ], options)
}

/** The posting of paid credit that comes back because the lines that burned it were credited: the mirror of its burn-down. */
export function postCreditRestoration(posting: CreditUsePosting, options?: PostingOptions): LedgerTransaction {
  const { account, grant, document } = posting
  const amount = checkPosted(posting.amount)
  return post('credit_restored', posting, [
    ...debit({ account: { role: 'receivable', account }, amount, item: document }),
    ...credit({ account: walletOf('customer_credit', posting), amount, item: grant }),
  ], options)
}

export interface CreditExpiryPosting extends CreditPosting {
  readonly kind: 'paid' | 'promotional'
  /** Of paid credit that an operator gave, the allowance that it was booked under: `reason` of {@link AdminCreditPosting}. */
  readonly allowance?: string
}

/** The posting of credit that lapses: paid credit becomes revenue (breakage), unless an operator gave it; that, and promotional credit, takes its allowance back. */
export function postCreditExpiry(posting: CreditExpiryPosting, options?: PostingOptions): LedgerTransaction {
  const amount = checkPosted(posting.amount)
  const paid = posting.kind === 'paid'
  return post('credit_expired', posting, [
    ...debit({ account: walletOf(paid ? 'customer_credit' : 'promotional_credit', posting), amount, item: posting.grant }),
    ...credit({ account: paid ? paidLapse(posting.allowance) : promotions, amount }),
  ], options)
}

const promotions: LedgerAccount = { role: 'allowances', routing: 'promotion' }
const breakage: LedgerAccount = { role: 'revenue', routing: 'breakage' }

function paidLapse(allowance: string | undefined): LedgerAccount {
  return allowance === undefined ? breakage : { role: 'allowances', routing: allowance }
}

function walletOf(role: 'customer_credit' | 'promotional_credit', { account, wallet }: CreditPosting): LedgerAccount {
  return { role, account, ...(wallet !== undefined && { routing: wallet }) }
}
