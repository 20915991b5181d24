import { addMoney, fail, money, type Money } from '@farthing/core'
import { checkRefundable, refundableOf, requestRefund as requestOf, takeBackParts, type PaidPayment, type Refund } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { lockPayment, type BookedPayment } from '../payments/paid-payment.js'
import { idOfCommand, keepRefund } from '../payments/payment-records.js'

export interface RequestRefund extends CommandOptions {
  readonly provider: string
  /** The provider's name of the payment. */
  readonly payment: string
  /** All that is left of the payment unless given. */
  readonly amount?: Money
  /** Back to where the money came from, or to the account as paid credit; `provider` unless given. */
  readonly mode?: 'provider' | 'account_credit'
  readonly reason: string
  /** The rule under which it is given, such as `within-14-days`. */
  readonly policy: string
}

/**
 * Asks for a refund of a payment, whole or in part, as often as something is left of it. What settles nothing is given back first, then what was
 * settled last; what bought credit only once the grant is void. Nothing is booked until the refund is sent; what is asked for is no longer there for others.
 *
 * One at a time for each account: refunds, with what is disputed, never exceed what was paid.
 *
 * @throws `payment.unknown` for a payment that is not booked; `refund.exceeds_paid` with what is left; `refund.invalid`, `command.conflict`, `money.*`,
 *   `text.*`
 */
export function requestRefund(context: BillingContext, input: RequestRefund): Promise<Refund> {
  return runCommand(context, {
    kind: 'refunds.request',
    input,
    perform: async (stores, requestedAt) => {
      const { tenant, digest } = context
      const { key, provider, payment, mode = 'provider', reason, policy, actor: requestedBy = 'system', correlation = key } = input
      const paid = await lockPayment(context, stores, { provider, payment })
      if (paid === undefined) return fail('payment.unknown', { field: 'payment', because: `is ${JSON.stringify(payment)}, which is not booked` })
      const amount = amountOf(input, paid)
      const id = idOfCommand('refund', { tenant, key }, digest)
      const about = { id, tenant, account: paid.account, provider, mode, reason, policy, correlation, requestedAt, requestedBy, idempotencyKey: id }
      const parts = takeBackParts({ parts: paid.left.filter(({ to }) => to !== 'credit'), amount })
      const refund = requestOf({ ...about, amount, parts, paid: paidOf(input, paid), refunds: paid.refunds })
      await keepRefund(stores, refund)
      return id
    },
    recall: async (stores, id) => (await stores.payments.get('refund', id))?.content,
  })
}

/** What is left of it, where nothing is said. */
function amountOf(input: RequestRefund, booked: BookedPayment): Money {
  const paid = paidOf(input, booked)
  return checkRefundable(input.amount === undefined ? refundableOf(paid, booked.refunds) : money(input.amount.amount, input.amount.currency, 'amount'), paid, booked.refunds)
}

/** What bought credit is not there to be given back as long as the account has the credit. */
function paidOf({ payment }: RequestRefund, { amount, disputed, credit }: BookedPayment): PaidPayment {
  return { payment, amount, disputed: addMoney(disputed, credit) }
}
