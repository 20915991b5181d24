import { checkText, compareMoney, fail, parseInstant, signOf, toMinorUnits, type Money } from '@farthing/core'
import { checkWhole } from '../../book/postings/settlement-part.js'
import type { Refund } from './refund.js'
import { refundableOf, type PaidPayment } from './refundable-of.js'

export interface RequestRefund extends Omit<Refund, 'steps' | 'payment'> {
  /** The payment as it was settled, and every refund of it so far. */
  readonly paid: PaidPayment
  readonly refunds: Iterable<Refund>
}

/**
 * Asks for a refund, whole or in part, as often as something of the payment is left.
 *
 * @throws `refund.exceeds_paid` with what is left; `refund.invalid` for an amount that is not positive; `ledger.amount_invalid` when parts do not
 *   sum to it; `money.currency_mismatch`, `text.*`, `time.*`
 */
export function requestRefund(input: RequestRefund): Refund {
  const { id, tenant, account, provider, amount, parts, mode, wallet, reason, policy, correlation, requestedBy, idempotencyKey, paid, refunds } = input
  const texts = { id, tenant, account, provider, policy, correlation, requestedBy, idempotencyKey }
  for (const [field, text] of Object.entries(texts)) checkText(text, { field })
  if (wallet !== undefined) checkText(wallet, { field: 'wallet' })
  checkRefundable(amount, paid, refunds)
  checkWhole(parts, amount)
  return {
    ...texts,
    payment: checkText(paid.payment, { field: 'paid.payment' }),
    amount,
    parts,
    mode,
    ...(wallet !== undefined && { wallet }),
    reason: checkText(reason, { field: 'reason', maxLength: 1024 }),
    requestedAt: parseInstant(input.requestedAt, { field: 'requestedAt' }),
    steps: [],
  }
}

/**
 * Says whether an amount can be asked for.
 *
 * @throws `refund.exceeds_paid` with what is left; `refund.invalid` for an amount that is not positive; `money.*`
 */
export function checkRefundable(amount: Money, paid: PaidPayment, refunds: Iterable<Refund>): Money {
  if (signOf(amount.amount) <= 0) fail('refund.invalid', { field: 'amount', because: `is ${amount.amount} ${amount.currency}` })
  toMinorUnits(amount)
  const left = refundableOf(paid, refunds)
  if (compareMoney(amount, left) > 0) {
    fail('refund.exceeds_paid', { field: 'amount', because: `is ${amount.amount}, and ${left.amount} ${left.currency} of ${paid.payment} is left`, facts: { left: left.amount, payment: paid.payment } })
  }
  return amount
}
