import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import { checkCurrency } from '../money/currencies/check-currency.js'
import { currencies } from '../money/currencies/currencies.js'
import type { Currency } from '../money/currencies/currency.js'
import { checkZone } from '../time/check-zone.js'
import type { Account } from './account-type.js'

const fields: ReadonlySet<string> = new Set<keyof Account>(['id', 'kind', 'name', 'currency', 'zone', 'parent', 'invoiceRecipient'])

/**
 * Checks an account and returns it with its zone in the official spelling. Texts have at most 256 characters.
 *
 * An account is not its own parent; that a chain of parents has no circle is for whoever knows the other accounts.
 *
 * @throws `account.invalid`, `text.*`, `money.currency_unknown` or `time.zone_unknown`, naming the part below `field`.
 */
export function checkAccount(account: Account, field = 'account', known: readonly Currency[] = currencies): Account {
  const given: unknown = account
  if (typeof given !== 'object' || given === null) fail('account.invalid', { field, because: `is ${describeValue(given)} and not an object` })
  const stranger = Object.keys(given).find((name) => !fields.has(name))
  if (stranger !== undefined) fail('account.invalid', { field, because: `has the unknown field ${describeValue(stranger)}` })

  const id = checkText(account.id, { field: `${field}.id` })
  const kind: unknown = account.kind
  if (kind !== 'customer' && kind !== 'reseller' && kind !== 'house') {
    fail('account.invalid', { field: `${field}.kind`, because: `is ${describeValue(kind)} and not "customer", "reseller" or "house"` })
  }
  for (const name of ['name', 'parent', 'invoiceRecipient'] as const) {
    if (account[name] !== undefined) checkText(account[name], { field: `${field}.${name}` })
  }
  if (account.parent === id) fail('account.invalid', { field: `${field}.parent`, because: 'is the account itself' })
  checkCurrency(account.currency, `${field}.currency`, known)
  return { ...account, zone: checkZone(account.zone, `${field}.zone`) }
}
