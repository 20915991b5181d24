import { addDays, compareBytes, toHex, utf8, type CurrencyCode } from '@farthing/core'
import { chartOfAccounts, type AccountClass } from '../chart-of-accounts.js'
import type { LedgerAccount } from '../ledger-account.js'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { amountText } from './amount-text.js'
import { inBookOrder } from './book-order.js'
import { startBalances } from './running-balance.js'

const sections: { readonly [kind in AccountClass]: string } = {
  asset: 'Assets',
  liability: 'Liabilities',
  income: 'Income',
  expense: 'Expenses',
  equity: 'Equity',
}

/**
 * A book as a file of beancount, line by line: every account opened for its one currency, and the balance of each asserted on the day after the last.
 *
 * Tolerances are set to zero: as they come, beancount takes a difference of half a minor unit for none. It calculates with 28 digits, so a book beyond
 * that is for hledger. An account is
 * `Assets:Receivable:EUR:Account-acme`; what is no letter or digit is `-` and two digits for each byte.
 *
 * @throws `money.currency_unknown` for a currency without a known minor unit; `time.out_of_range` for a book that ends with the year 9999
 */
export function* beancountFile(transactions: Iterable<LedgerTransaction>): Iterable<string> {
  const ordered = inBookOrder(transactions)
  const [first] = ordered
  const last = ordered.at(-1)
  yield 'option "inferred_tolerance_multiplier" "0"\noption "inferred_tolerance_default" "*:0"\n'
  if (first === undefined || last === undefined) return
  const accounts = new Map<string, CurrencyCode>()
  for (const { account, currency } of ordered.flatMap(({ entries }) => entries)) accounts.set(beancountAccount(account, currency), currency)
  const names = [...accounts].sort(([a], [b]) => compareBytes(a, b))
  for (const [name, currency] of names) yield `${first.accountingDate} open ${name} ${currency}\n`
  const balanceAfter = startBalances()
  const closing = new Map<string, string>()
  for (const { id, kind, reference, accountingDate, entries } of ordered) {
    yield `\n${accountingDate} * "${kind}" ${quoted(reference)}\n  id: "${id}"\n`
    for (const { account, currency, amountMinor, item } of entries) {
      const name = beancountAccount(account, currency)
      closing.set(name, balanceAfter(name, amountMinor))
      yield `  ${name}  ${amountText(amountMinor, currency)} ${currency}\n${item === undefined ? '' : `    item: ${quoted(item)}\n`}`
    }
  }
  yield '\n'
  const dayAfter = addDays(last.accountingDate, 1)
  for (const [name, currency] of names) yield `${dayAfter} balance ${name}  ${amountText(closing.get(name) ?? '0', currency)} ~ 0 ${currency}\n`
}

/** The name of an account in the file: the same for equal accounts and currencies only. */
export function beancountAccount({ role, account, routing }: LedgerAccount, currency: CurrencyCode): string {
  const section = sections[chartOfAccounts[role].class]
  const name = role.split('_').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('')
  const party = account === undefined ? '' : `:Account-${encoded(account)}`
  const route = routing === undefined ? '' : `:Routing-${encoded(routing)}`
  return `${section}:${name}:${currency}${party}${route}`
}

function encoded(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/gu, (character) => `-${toHex(utf8(character)).toUpperCase()}-`)
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`).replaceAll(/[\r\n]/g, ' ')}"`
}
