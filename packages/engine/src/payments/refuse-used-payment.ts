import { fail, isZero } from '@farthing/core'
import type { LedgerTransaction } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { loadPayment, takesBack } from './paid-payment.js'

/**
 * For whoever is to reverse a transaction and has the lock of its account: the posting of a payment stays as long as others follow from it, or the money would
 * be taken back twice.
 *
 * @throws `payment.in_use` for a payment of which something is refunded, contested, applied, or credit of the account
 */
export async function refuseUsedPayment(stores: Stores, recorded: LedgerTransaction): Promise<void> {
  const bought = recorded.kind.startsWith('payment_') ? recorded.entries.find(({ account }) => account.role === 'customer_credit')?.item : undefined
  if (bought !== undefined) fail('payment.in_use', { field: 'transaction', because: `is of payment ${recorded.reference}, which bought credit ${bought}`, facts: { payment: recorded.reference, grant: bought } })
  if (recorded.kind !== 'payment_received') return
  const provider = recorded.entries.find(({ account }) => account.role === 'cash')?.account.routing ?? ''
  const payment = recorded.reference
  const { refunds, disputed, applied } = await loadPayment(stores, { provider, payment, received: recorded })
  const facts = { provider, payment }
  const refund = refunds.find(takesBack)
  if (refund !== undefined) fail('payment.in_use', { field: 'transaction', because: `is payment ${payment}, of which refund ${refund.id} takes back ${refund.amount.amount}`, facts })
  if (!isZero(disputed.amount)) fail('payment.in_use', { field: 'transaction', because: `is payment ${payment}, of which ${disputed.amount} ${disputed.currency} is contested`, facts })
  const [application] = applied
  if (application !== undefined) fail('payment.in_use', { field: 'transaction', because: `is payment ${payment}, which ${application.id} applied`, facts: { ...facts, transaction: application.id } })
}
