import { compareBytes, fail } from '@farthing/core'
import { reverseTransaction, type LedgerTransaction } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { followReversal } from '../payments/book-postings.js'
import { refuseUsedPayment } from '../payments/refuse-used-payment.js'

export interface ReversePosting extends CommandOptions {
  /** Id of the transaction. */
  readonly transaction: string
  /** Why, for people. */
  readonly cause?: string
}

/**
 * Takes a recorded transaction back by its mirror image, once: of several commands one is carried out and the others are refused.
 *
 * A reversal is not reversed: what it took back is posted anew.
 *
 * @throws `ledger.transaction_unknown`; `ledger.reversed` when it is reversed already, or is a reversal; `payment.in_use` for a payment of which something is
 *   refunded, contested or applied; `command.conflict`
 */
export function reversePosting(context: BillingContext, input: ReversePosting): Promise<LedgerTransaction> {
  return runCommand(context, {
    kind: 'ledger.reverse',
    input,
    perform: async (stores, bookedAt) => {
      const { key, transaction, actor, correlation = key, cause } = input
      const recorded = await stores.ledger.get(transaction)
      if (recorded === undefined) return fail('ledger.transaction_unknown', { field: 'transaction', because: `is ${JSON.stringify(transaction)}` })
      if (recorded.kind === 'reversed') fail('ledger.reversed', { field: 'transaction', because: `is the reversal of ${recorded.reference}`, facts: { transaction } })
      await lockAccounts(stores, recorded)
      const said = { correlation, ...(actor !== undefined && { actor }), ...(cause !== undefined && { cause }) }
      const reversal = reverseTransaction({ recorded, bookedAt, ...said }, { digest: context.digest, periods: await stores.bookPeriods.current() })
      const existing = await stores.ledger.get(reversal.id)
      if (existing !== undefined) fail('ledger.reversed', { field: 'transaction', because: `was reversed at ${existing.bookedAt}`, facts: { transaction, reversal: existing.id } })
      await refuseUsedPayment(stores, recorded)
      await stores.ledger.put(reversal)
      await followReversal(context, stores, { recorded, reversal })
      return reversal.id
    },
    recall: (stores, id) => stores.ledger.get(id),
  })
}

/** What an account has open changes: whoever decides by that waits, and so does this. */
async function lockAccounts(stores: Stores, { entries }: LedgerTransaction): Promise<void> {
  const accounts = new Set(entries.flatMap(({ account }) => account.account ?? []))
  for (const account of [...accounts].sort(compareBytes)) await stores.accounts.lock(account)
}
