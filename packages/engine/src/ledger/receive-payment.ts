import { checkText, fail, money, type Money } from '@farthing/core'
import { allocatePayment, openDocuments, openItems, postPayment, type LedgerTransaction, type NamedAllocation } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { bookOf } from './account-book.js'

export interface ReceivePayment extends CommandOptions {
  /** Who paid. */
  readonly account: string
  /** Where the money is: a payment provider or a bank. */
  readonly provider: string
  /** The provider's name for the payment: received once, whatever the key. */
  readonly payment: string
  readonly amount: Money
  /** What it settles first; the oldest documents unless given. */
  readonly documents?: readonly NamedAllocation[]
}

/**
 * Books a payment that has arrived: to the documents that it names, or to the oldest that are open. The rest is unapplied cash of the account.
 *
 * @throws `account.unknown`; `payment.allocation_invalid` naming the document; `storage.conflict` when the payment is booked by another command;
 *   `command.conflict`, and what `money` throws
 */
export function receivePayment(context: BillingContext, input: ReceivePayment): Promise<LedgerTransaction> {
  return runCommand(context, {
    kind: 'payments.receive',
    input,
    perform: async (stores, bookedAt) => {
      const { account, key, actor, correlation, documents: named } = input
      const provider = checkText(input.provider, { field: 'provider' })
      const payment = checkText(input.payment, { field: 'payment' })
      const amount = money(input.amount.amount, input.amount.currency, 'amount')
      if ((await stores.accounts.get(account)) === undefined) fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(account)}` })
      const documents = openDocuments(account, openItems(await bookOf(stores, account), { role: 'receivable', account }))
      const { parts } = allocatePayment({ amount, documents, ...(named !== undefined && { named }) })
      const origin = { tenant: context.tenant, key: `${provider}/${payment}`, reference: payment, bookedAt, correlation: correlation ?? key, ...(actor !== undefined && { actor }) }
      const posting = postPayment({ ...origin, account, provider, amount, parts }, { digest: context.digest })
      await stores.ledger.put(posting)
      return posting.id
    },
    recall: (stores, id) => stores.ledger.get(id),
  })
}
