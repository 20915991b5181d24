import { fail, isZero, largest, signOf, smallest, subtract, type Decimal } from '@farthing/core'
import type { CorrectionPolicy } from './correction-policy.js'

/** A credit note, and how the invoice stands that it is about. */
export interface CreditedOpen {
  /** What the note credits beyond the paid credit that it gives back. */
  readonly payable: Decimal
  /** What the invoice still owes before it. */
  readonly open: Decimal
  /** What was paid on the invoice in money and not refunded since. */
  readonly refundable: Decimal
  readonly destination: Required<CorrectionPolicy>['destination']
}

/** Where a credit goes; the four sum to it. */
export interface CreditDestinations {
  /** Off what the invoice owes. */
  readonly offset: Decimal
  /** Back to where the payment came from. */
  readonly refund: Decimal
  /** Into credit of the account. */
  readonly accountCredit: Decimal
  /** Stays on the account, for documents to come. */
  readonly unapplied: Decimal
}

/**
 * A credit lowers what the invoice owes first, because nobody gets back what was not paid. The rest goes as the policy says: as a refund, at most what was paid;
 * as account credit; or it stays on the account (`offset`), as does what cannot be refunded.
 *
 * @throws `correction.invalid` for an amount below zero
 */
export function creditDestinations({ payable, open, refundable, destination }: CreditedOpen): CreditDestinations {
  for (const [field, amount] of Object.entries({ payable, refundable })) {
    if (signOf(amount) < 0) fail('correction.invalid', { field, because: `is ${amount}` })
  }
  const offset = smallest(payable, largest('0', open))
  const rest = subtract(payable, offset)
  const refund = destination === 'refund' ? smallest(rest, refundable) : '0'
  const accountCredit = destination === 'account_credit' ? rest : '0'
  const left = subtract(subtract(rest, refund), accountCredit)
  return { offset, refund, accountCredit, unapplied: isZero(left) ? '0' : left }
}
