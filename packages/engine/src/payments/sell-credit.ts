import { addAllMoney, checkText, compareMoney, fail, money, type Instant, type Money } from '@farthing/core'
import { applyPayment, checkGrant, isAmountGrant, keyBehindPayment, type AmountGrant, type CreditGrant, type SettlementPart } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { keepPaidCredit } from '../credits/keep-paid-credit.js'
import { pastInstant } from '../credits/past-instant.js'
import { bookPostings } from './book-postings.js'
import { lockPayment, paymentPosting, type PaymentName } from './paid-payment.js'
import { keepSession } from './payment-records.js'
import { receivedSession } from './receive-payment.js'
import { retryWaiting } from './retry-waiting.js'
import { settleSession } from './settle-session.js'

/** Terms that the host may set; `id` is the command key, `priority` 100 and `effectiveAt` now, not in the future, unless given. */
type Terms = Partial<Pick<AmountGrant, 'id' | 'priority' | 'effectiveAt'>> & Pick<AmountGrant, 'expiresAt' | 'scope' | 'reason'>

export interface SellCredit extends CommandOptions, Terms {
  /** Who paid, and gets the credit. */
  readonly account: string
  /** Where the money is: a payment provider or a bank. Without a slash. */
  readonly provider: string
  /** The provider's name for the payment. */
  readonly payment: string
  /** Of a payment that is not booked, all of it; of one that is, at most what it left unapplied. */
  readonly amount: Money
}

const usualPriority = 100
const notSold = ['kind', 'currency', 'recurrence', 'rollover', 'restoredExpiry', 'createdAt', 'voidedAt']

/**
 * Sells credit: a paid grant and the money that bought it, in one transaction. A payment that is not booked is received, and settles no document; of one that
 * is, what it left unapplied is used. Either way it is the payment's part from then on: to have it back, void the grant; what is left of it is unapplied again.
 *
 * @throws `account.unknown`; `credit.grant_invalid`, also for an id that is taken and for terms of credit that is only given, such as `recurrence`;
 *   `payment.allocation_invalid` for more than the payment has unapplied, or one of another account; `payment.unknown` for one whose posting is reversed;
 *   `payment.invalid`, `command.invalid` for a start in the future, `command.conflict`, `money.*`
 */
export function sellCredit(context: BillingContext, input: SellCredit): Promise<CreditGrant> {
  return runCommand(context, {
    kind: 'credits.sell',
    input,
    perform: async (stores, at) => {
      const name = { provider: checkText(input.provider, { field: 'provider' }), payment: checkText(input.payment, { field: 'payment' }) }
      if ((await stores.accounts.get(input.account)) === undefined) fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(input.account)}` })
      await stores.accounts.lock(input.account)
      const grant = soldGrant(input, at)
      if ((await stores.credits.get(grant.id)) !== undefined) fail('credit.grant_invalid', { field: 'id', because: `is ${JSON.stringify(grant.id)}, which is taken` })
      const bought = { name, part: { to: 'credit', account: grant.account, item: grant.id, amount: { amount: grant.amount, currency: grant.currency } }, at } as const
      const isBooked = (await paymentPosting(context, stores, name)) !== undefined
      await (isBooked ? applyUnapplied(context, stores, input, bought) : receiveWhole(context, stores, input, bought))
      await keepPaidCredit(stores, grant, at)
      return grant.id
    },
    recall: (stores, id) => stores.credits.get(id),
  })
}

function soldGrant(input: SellCredit, at: Instant): AmountGrant {
  const refused = notSold.find((term) => term in input)
  if (refused !== undefined) fail('credit.grant_invalid', { field: refused, because: 'is given, and credit that is sold has none of its own' })
  const { key, account, id = key, priority = usualPriority, expiresAt, scope, reason } = input
  const { amount, currency } = money(input.amount.amount, input.amount.currency, 'amount')
  const terms = { ...(expiresAt !== undefined && { expiresAt }), ...(scope !== undefined && { scope }), ...(reason !== undefined && { reason }) }
  const grant = checkGrant({ id, account, kind: 'paid', priority, createdAt: at, effectiveAt: pastInstant(input.effectiveAt, at, 'effectiveAt'), currency, amount, ...terms })
  return isAmountGrant(grant) ? grant : fail('credit.grant_invalid', { field: 'amount', because: 'is no money' })
}

interface BoughtCredit {
  readonly name: PaymentName
  readonly part: SettlementPart
  readonly at: Instant
}

async function receiveWhole(context: BillingContext, stores: Stores, input: SellCredit, { name, part, at }: BoughtCredit): Promise<void> {
  const session = receivedSession(context, input, at)
  await keepSession(stores, session)
  await settleSession(context, stores, { session, parts: [part], actor: input.actor, now: at })
  await retryWaiting(context, stores, name, at)
}

async function applyUnapplied(context: BillingContext, stores: Stores, input: SellCredit, { name, part, at }: BoughtCredit): Promise<void> {
  const { key, actor, correlation = key } = input
  const { payment } = name
  const paid = await lockPayment(context, stores, name)
  if (paid === undefined) return fail('payment.unknown', { field: 'payment', because: `is ${JSON.stringify(payment)}, whose posting is reversed` })
  const { account, received, amount: { currency } } = paid
  if (account !== input.account) fail('payment.allocation_invalid', { field: 'account', because: `is ${JSON.stringify(input.account)}, and ${payment} is of ${account}` })
  const unapplied = addAllMoney(paid.left.filter(({ to }) => to === 'unapplied').map(({ amount }) => amount), currency)
  if (compareMoney(part.amount, unapplied) > 0) {
    fail('payment.allocation_invalid', { field: 'amount', because: `is ${part.amount.amount}, and ${unapplied.amount} ${currency} of ${payment} is unapplied`, facts: { unapplied: unapplied.amount, payment } })
  }
  const origin = { tenant: context.tenant, key: keyBehindPayment(received.key, key, context.digest), reference: payment, bookedAt: at, correlation, ...(actor !== undefined && { actor }) }
  const posting = applyPayment({ ...origin, account, currency, parts: [part] }, { digest: context.digest })
  if ((await stores.ledger.get(posting.id)) !== undefined) fail('command.conflict', { field: 'key', because: `is ${JSON.stringify(key)}, which stands for another application in the book`, facts: { transaction: posting.id } })
  await bookPostings(context, stores, [posting], at)
}
