import { addAllMoney, subtractMoney, type Money } from '@farthing/core'
import { refundStatus, type Refund } from './refund.js'

export interface PaidPayment {
  readonly payment: string
  readonly amount: Money
  /** What disputes and chargebacks have taken back, or hold. */
  readonly disputed?: Money
}

/** What of a payment can still be given back: what was paid, less what is disputed, less every refund that was not rejected and did not fail. */
export function refundableOf({ payment, amount, disputed }: PaidPayment, refunds: Iterable<Refund>): Money {
  const taken = [...refunds].filter((refund) => refund.payment === payment && !isVoid(refund)).map((refund) => refund.amount)
  const left = subtractMoney(amount, addAllMoney(taken, amount.currency))
  return disputed === undefined ? left : subtractMoney(left, disputed)
}

function isVoid(refund: Refund): boolean {
  const status = refundStatus(refund)
  return status === 'rejected' || status === 'failed'
}
