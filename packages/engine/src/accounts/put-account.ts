import { checkAccount, fail, type Account } from '@farthing/core'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { checkAccountCurrency } from '../currencies/account-currency.js'
import { checkReferences } from './check-references.js'

export interface PutAccount extends CommandOptions {
  readonly account: Account
}

/**
 * Creates an account, or replaces it as a whole. The currency of an account with subscriptions stays. Accounts and price books that it names are there first.
 *
 * @throws `account.invalid`, `account.unknown`, `currency.not_allowed`, the `time.*` and `money.*` codes, `command.conflict`
 */
export function putAccount(context: BillingContext, input: PutAccount): Promise<Account> {
  const account = checkAccount(input.account)
  return runCommand(context, {
    kind: 'accounts.put',
    input,
    perform: async (stores) => {
      checkAccountCurrency(context, account.currency)
      await checkReferences(context, stores, account)
      const before = await stores.accounts.get(account.id)
      if (before !== undefined && before.currency !== account.currency) {
        const { items } = await stores.subscriptions.list({ account: account.id }, { limit: 1 })
        if (items.length > 0) {
          fail('account.invalid', { field: 'account.currency', because: `is ${account.currency}, but subscriptions bill in ${before.currency}` })
        }
      }
      await stores.accounts.put(account)
      return account.id
    },
    recall: (stores, id) => stores.accounts.get(id),
  })
}
