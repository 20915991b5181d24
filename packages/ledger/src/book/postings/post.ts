import { fail, signOf, toMinorUnits, type Money } from '@farthing/core'
import type { LedgerEntry } from '../ledger-entry.js'
import { ledgerTransaction, type LedgerTransaction, type PostingOptions, type PostingOrigin } from '../ledger-transaction.js'
import type { LedgerTransactionKind } from '../transaction-kinds.js'

/** Makes the transaction of a business event. Takes from `origin` what an origin has, whatever else stands beside it. */
export function post(kind: LedgerTransactionKind, origin: PostingOrigin, entries: readonly LedgerEntry[], options?: PostingOptions): LedgerTransaction {
  return ledgerTransaction({ ...originOf(origin), kind, entries }, options)
}

function originOf({ tenant, key, reference, bookedAt, accountingDate, actor, correlation, cause }: PostingOrigin): PostingOrigin {
  return {
    tenant,
    key,
    reference,
    bookedAt,
    ...(accountingDate !== undefined && { accountingDate }),
    ...(actor !== undefined && { actor }),
    ...(correlation !== undefined && { correlation }),
    ...(cause !== undefined && { cause }),
  }
}

/**
 * Refuses an amount that is not above zero or no whole number of minor units.
 *
 * @throws `ledger.amount_invalid`, `money.not_minor_units`
 */
export function checkPosted(amount: Money, field = 'amount'): Money {
  if (signOf(amount.amount) <= 0) fail('ledger.amount_invalid', { field, because: `is ${amount.amount} ${amount.currency}`, facts: { ...amount } })
  toMinorUnits(amount)
  return amount
}
