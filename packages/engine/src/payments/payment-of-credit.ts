import type { AmountGrant, LedgerTransaction } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { bookOf } from '../ledger/account-book.js'
import { isApplication } from './paid-payment.js'

/** The posting of the payment that bought a grant, at once or with what it had left unapplied; `undefined` for credit that was not bought. */
export async function paymentOfCredit(stores: Stores, { id, account }: Pick<AmountGrant, 'id' | 'account'>): Promise<LedgerTransaction | undefined> {
  const book = await bookOf(stores, account)
  const bought = book.find(({ kind, entries }) => (kind === 'payment_received' || kind === 'payment_applied') && entries.some((entry) => entry.account.role === 'customer_credit' && entry.item === id))
  if (bought === undefined || bought.kind === 'payment_received') return bought
  return book.find((received) => received.kind === 'payment_received' && isApplication(bought, received))
}
