import { addAllMoney, fail, isZero } from '@farthing/core'
import { allocatePayment, applyPayment as postApplication, keyBehindPayment, type LedgerTransaction, type NamedAllocation } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { bookPostings } from './book-postings.js'
import { documentsMeant } from './documents-meant.js'
import { lockPayment } from './paid-payment.js'
import { openDocumentsOf } from './settle-session.js'

export interface ApplyPayment extends CommandOptions {
  readonly provider: string
  /** The provider's name of the payment whose unapplied cash is used. */
  readonly payment: string
  /** What it settles, and nothing else: invoices, supplementary invoices, other open items; the oldest documents unless given. */
  readonly documents?: readonly NamedAllocation[]
}

/**
 * Settles documents with what a payment left unapplied. What refunds and disputes want back of it is not used.
 *
 * @throws `payment.unknown`; `payment.allocation_invalid` naming the document, or when nothing is unapplied or open; `command.conflict`
 */
export function applyPayment(context: BillingContext, input: ApplyPayment): Promise<LedgerTransaction> {
  return runCommand(context, {
    kind: 'payments.apply',
    input,
    perform: async (stores, bookedAt) => {
      const { key, provider, payment, actor, correlation = key, documents: named } = input
      const paid = await lockPayment(context, stores, { provider, payment })
      if (paid === undefined) return fail('payment.unknown', { field: 'payment', because: `is ${JSON.stringify(payment)}, which is not booked` })
      const { account, received, amount: { currency }, left } = paid
      const amount = addAllMoney(left.filter(({ to }) => to === 'unapplied').map((part) => part.amount), currency)
      const documents = await openDocumentsOf(stores, account)
      const meant = named && (await documentsMeant(stores, named, documents))
      const { parts } = isZero(amount.amount) ? { parts: [] } : allocatePayment({ amount, documents, ...(meant !== undefined && { named: meant }) })
      if (parts.length === 0) fail('payment.allocation_invalid', { field: 'documents', because: `are nothing that ${amount.amount} ${currency} can settle` })
      const origin = { tenant: context.tenant, key: keyBehindPayment(received.key, key, context.digest), reference: payment, bookedAt, correlation, ...(actor !== undefined && { actor }) }
      const posting = postApplication({ ...origin, account, currency, parts }, { digest: context.digest })
      // `2/k` for `p` is `k` for `p/2`.
      if ((await stores.ledger.get(posting.id)) !== undefined) fail('command.conflict', { field: 'key', because: `is ${JSON.stringify(key)}, which stands for another payment in the book`, facts: { transaction: posting.id } })
      await bookPostings(context, stores, [posting], bookedAt)
      return posting.id
    },
    recall: (stores, id) => stores.ledger.get(id),
  })
}
