import { fail, type Money } from '@farthing/core'
import type { LedgerAccount } from '../ledger-account.js'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { checkPosted, post } from './post.js'

interface ConvertedSide {
  readonly account: LedgerAccount
  readonly amount: Money
  readonly item?: string
}

export interface ConversionPosting extends PostingOrigin {
  /** What is debited, in one currency. */
  readonly debit: ConvertedSide
  /** What is credited, in another. The rate is the host's or the provider's: it stands in the `cause`, its evidence with the document. */
  readonly credit: ConvertedSide
}

/**
 * The posting of a conversion: each currency balances by itself against the position in it.
 *
 * 110 USD of unapplied cash that settle 100 EUR: debit unapplied cash 110 USD, credit position 110 USD, debit position 100 EUR, credit receivable 100 EUR.
 *
 * @throws `money.currency_mismatch` when both sides have one currency; `ledger.amount_invalid`, `ledger.period_closed`
 */
export function postConversion(posting: ConversionPosting, options?: PostingOptions): LedgerTransaction {
  const from = checkPosted(posting.debit.amount, 'debit.amount')
  const to = checkPosted(posting.credit.amount, 'credit.amount')
  if (from.currency === to.currency) fail('money.currency_mismatch', { field: 'credit.amount', because: `is ${to.currency} on both sides, where nothing is converted` })
  return post('fx_converted', posting, [
    ...debit(posting.debit),
    ...credit({ account: position, amount: from }),
    ...debit({ account: position, amount: to }),
    ...credit(posting.credit),
  ], options)
}

const position: LedgerAccount = { role: 'fx_position' }
