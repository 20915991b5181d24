import { assertInvariant, checkText, fail, fitId, money, type Instant, type Money } from '@farthing/core'
import { addPaymentFact, startSession, type LedgerTransaction, type NamedAllocation, type PaymentSession } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { cashOf, paymentPosting, type PaymentName } from './paid-payment.js'
import { idOfName, keepSession } from './payment-records.js'
import { retryWaiting } from './retry-waiting.js'
import { settleSession } from './settle-session.js'

export interface ReceivePayment extends CommandOptions {
  /** Who paid. */
  readonly account: string
  /** Where the money is: a payment provider or a bank. Without a slash. */
  readonly provider: string
  /** The provider's name for the payment: received once, whatever the key. */
  readonly payment: string
  readonly amount: Money
  /** What it settles, and nothing else: invoices, supplementary invoices, other open items; the oldest documents unless given. */
  readonly documents?: readonly NamedAllocation[]
}

const never = '9999-12-31T23:59:59.999999Z'

/**
 * Books a payment that has arrived by itself: to the documents that it names, or to the oldest that are open. The rest is unapplied cash of the account.
 * Like any payment it can be refunded and contested.
 *
 * One at a time for each account: no document is settled by more than it has open.
 *
 * @throws `account.unknown`; `payment.invalid` for an amount that is not positive, or a provider with a slash; `payment.allocation_invalid` naming the
 *   document; `payment.conflict` when the payment is booked already; `command.conflict`, and what `money` throws
 */
export function receivePayment(context: BillingContext, input: ReceivePayment): Promise<LedgerTransaction> {
  return runCommand(context, {
    kind: 'payments.receive',
    input,
    perform: async (stores, at) => {
      const name = { provider: checkText(input.provider, { field: 'provider' }), payment: checkText(input.payment, { field: 'payment' }) }
      if ((await stores.accounts.get(input.account)) === undefined) fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(input.account)}` })
      await stores.accounts.lock(input.account)
      const session = receivedSession(context, input, at)
      await refuseSecond(context, stores, name)
      await keepSession(stores, session)
      await settleSession(context, stores, { session, named: input.documents, actor: input.actor, now: at })
      const posting = await paymentPosting(context, stores, name)
      assertInvariant(posting !== undefined, 'a payment that settled is booked')
      await retryWaiting(context, stores, name, at)
      return posting.id
    },
    recall: (stores, id) => stores.ledger.get(id),
  })
}

async function refuseSecond(context: BillingContext, stores: Stores, { provider, payment }: PaymentName): Promise<void> {
  const booked = await paymentPosting(context, stores, { provider, payment })
  if (booked === undefined) return
  const { amount, currency } = cashOf(booked)
  fail('payment.conflict', { field: 'payment', because: `is ${JSON.stringify(payment)}, which is booked with ${amount} ${currency}`, facts: { provider, payment, transaction: booked.id } })
}

/** The record of a payment that has arrived by itself. @throws `payment.invalid`, what `money` throws */
export function receivedSession({ tenant, digest }: BillingContext, input: Omit<ReceivePayment, 'documents'>, at: Instant): PaymentSession {
  const { account, provider, payment, key, correlation = key } = input
  const amount = money(input.amount.amount, input.amount.currency, 'amount')
  const id = idOfName('received', { provider, name: payment }, digest)
  const session = startSession({ id, tenant, account, provider, purpose: 'received', amount, documents: [], idempotencyKey: id, correlation, initiatedAt: at, expiresAt: never })
  return addPaymentFact(session, { id: fitId(`received/${key}`, { digest }), kind: 'settled', at, payment, amount })
}
