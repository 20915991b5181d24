import { hashContent, isZero, type Hash } from '@farthing/core'
import { isAmountGrant, keyBehindPayment, ledgerTransactionId, postAdminCredit, postCreditExpiry, postCreditGrant, returnCredit, type AmountGrant, type CreditGrant, type CreditMovement, type LedgerTransaction } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { paymentOfCredit } from '../payments/payment-of-credit.js'

/** What booking needs of the instance. */
export type BookingContext = Pick<BillingContext, 'tenant' | 'digest'>

/** The allowance of paid credit that an operator gives. */
const allowance = 'credit'

/**
 * Adds movements to the journal of a grant, with what they mean for the book in the same transaction: credit of money that is given, lapses or is void. What
 * documents consume and give back is part of their own postings, and credit that is bought comes in with its payment: `keepPaidCredit`. Quantities are not money.
 */
export async function bookMovements(context: BookingContext, stores: Stores, grant: CreditGrant, movements: readonly CreditMovement[]): Promise<void> {
  for (const movement of movements) {
    await stores.credits.append(movement)
    const posting = isAmountGrant(grant) && !isZero(movement.amount) ? await postingOf(context, stores, grant, movement) : undefined
    if (posting !== undefined) await stores.ledger.put(posting)
  }
}

async function postingOf(context: BookingContext, stores: Stores, grant: AmountGrant, movement: CreditMovement): Promise<LedgerTransaction | undefined> {
  const { tenant, digest } = context
  const { kind, amount, bookedAt } = movement
  const posting = { tenant, key: keyOf(context, movement), reference: grant.id, bookedAt, account: grant.account, grant: grant.id, amount: { amount, currency: grant.currency } }
  const isPromotional = grant.kind === 'promotional'
  if (kind === 'granted') return isPromotional ? postCreditGrant(posting, { digest }) : postAdminCredit({ ...posting, reason: allowance }, { digest })
  if (kind !== 'expired' && kind !== 'voided') return undefined
  if (isPromotional) return postCreditExpiry({ ...posting, kind: 'promotional' }, { digest })
  if (await isGiven(context, stores, movement)) return postCreditExpiry({ ...posting, kind: 'paid', allowance }, { digest })
  if (kind === 'expired') return postCreditExpiry({ ...posting, kind: 'paid' }, { digest })
  const payment = await paymentOfCredit(stores, grant)
  return payment && returnCredit({ ...posting, key: keyBehindPayment(payment.key, posting.key, digest), reference: payment.reference }, { digest })
}

/** Whether an operator gave it, so that nobody paid for it: the book says so of the first movement of its journal. */
async function isGiven(context: BookingContext, stores: Stores, { grant }: CreditMovement): Promise<boolean> {
  const key = keyOf(context, { grant, sequence: 0 })
  return (await stores.ledger.get(ledgerTransactionId({ tenant: context.tenant, kind: 'admin_credit', key }, context.digest))) !== undefined
}

function keyOf({ digest }: BookingContext, { grant, sequence }: Pick<CreditMovement, 'grant' | 'sequence'>): Hash {
  return hashContent('credit-movement/1', [grant, sequence], digest)
}
