import { hashContent, isZero } from '@farthing/core'
import { isAmountGrant, postCreditExpiry, postCreditGrant, type AmountGrant, type CreditGrant, type CreditMovement, type LedgerTransaction } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/** What booking needs of the instance. */
export type BookingContext = Pick<BillingContext, 'tenant' | 'digest'>

/**
 * Adds movements to the journal of a grant, with what they mean for the book in the same transaction: promotional credit that is granted, and credit
 * of money that lapses. What documents consume and give back is part of their own postings; paid credit comes into the book with its payment, and
 * what is void of it is the host's to refund. Quantities are not money.
 */
export async function bookMovements(context: BookingContext, stores: Stores, grant: CreditGrant, movements: readonly CreditMovement[]): Promise<void> {
  for (const movement of movements) {
    await stores.credits.append(movement)
    const posting = isAmountGrant(grant) ? postingOf(context, grant, movement) : undefined
    if (posting !== undefined) await stores.ledger.put(posting)
  }
}

function postingOf({ tenant, digest }: BookingContext, grant: AmountGrant, { sequence, kind, amount, bookedAt }: CreditMovement): LedgerTransaction | undefined {
  const key = hashContent('credit-movement/1', [grant.id, sequence], digest)
  const posting = { tenant, key, reference: grant.id, bookedAt, account: grant.account, grant: grant.id, amount: { amount, currency: grant.currency } }
  const isPromotional = grant.kind === 'promotional'
  if (kind === 'granted' && isPromotional) return postCreditGrant(posting, { digest })
  const lapses = kind === 'expired' || (kind === 'voided' && isPromotional)
  return lapses && !isZero(amount) ? postCreditExpiry({ ...posting, kind: grant.kind }, { digest }) : undefined
}
