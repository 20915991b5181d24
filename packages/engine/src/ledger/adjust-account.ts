import { fail, money, type Money } from '@farthing/core'
import { postAdjustment, type LedgerTransaction } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'

export interface AdjustAccount extends CommandOptions {
  readonly account: string
  /** Positive charges the account, negative credits it. */
  readonly amount: Money
  /** What it is booked under, such as `setup` or `goodwill`. */
  readonly reason: string
  /** The document whose open amount changes; an item of its own, by the key, unless given. */
  readonly document?: string
  /** Why, for people. */
  readonly cause?: string
}

/**
 * Charges or credits an account by hand, outside of any document.
 *
 * @throws `account.unknown`, `invoice.unknown`, `ledger.amount_invalid`, `money.*`, `command.conflict`
 */
export function adjustAccount(context: BillingContext, input: AdjustAccount): Promise<LedgerTransaction> {
  return runCommand(context, {
    kind: 'ledger.adjust',
    input,
    perform: async (stores, bookedAt) => {
      const { key, account, reason, document, actor, correlation, cause } = input
      if ((await stores.accounts.get(account)) === undefined) fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(account)}` })
      if (document !== undefined && (await stores.documents.get(document))?.account !== account) {
        fail('invoice.unknown', { field: 'document', because: `is ${JSON.stringify(document)}, which is no invoice of ${account}` })
      }
      await stores.accounts.lock(account)
      const said = { ...(actor !== undefined && { actor }), ...(correlation !== undefined && { correlation }), ...(cause !== undefined && { cause }) }
      const item = document ?? key
      const posting = postAdjustment(
        { tenant: context.tenant, key, reference: item, bookedAt, ...said, account, item, reason, amount: money(input.amount.amount, input.amount.currency, 'amount') },
        { digest: context.digest },
      )
      await stores.ledger.put(posting)
      return posting.id
    },
    recall: (stores, id) => stores.ledger.get(id),
  })
}
