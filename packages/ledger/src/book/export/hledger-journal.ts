import { compareBytes, minorUnitsOf, type CurrencyCode } from '@farthing/core'
import { chartOfAccounts, type AccountClass } from '../chart-of-accounts.js'
import type { LedgerAccount } from '../ledger-account.js'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { amountText } from './amount-text.js'
import { inBookOrder } from './book-order.js'
import { startBalances } from './running-balance.js'

const sections: { readonly [kind in AccountClass]: string } = {
  asset: 'assets',
  liability: 'liabilities',
  income: 'income',
  expense: 'expenses',
  equity: 'equity',
}

/**
 * A book as a journal of hledger, line by line: every account declared, and after every entry an assertion of the balance that we have then.
 *
 * An account is `assets:receivable:EUR:account=acme`: the currency is a part of it, so that `==` also finds one that does not belong there. What is not a
 * letter, digit or mark of an identifier is percent-encoded. Ordered by accounting date, then booking time, then id.
 *
 * It passes `hledger -s check accounts balancednoautoconversion assertions ordereddates`. hledger does not see a transaction that is missing or there
 * twice; ids and their count do.
 *
 * @throws `money.currency_unknown` for a currency without a known minor unit
 */
export function* hledgerJournal(transactions: Iterable<LedgerTransaction>): Iterable<string> {
  const ordered = inBookOrder(transactions)
  const names = new Set<string>()
  const currencies = new Set<CurrencyCode>()
  for (const { account, currency } of ordered.flatMap(({ entries }) => entries)) {
    names.add(hledgerAccount(account, currency))
    currencies.add(currency)
  }
  yield 'decimal-mark .\n'
  for (const currency of [...currencies].sort(compareBytes)) yield `commodity ${commodityFormat(currency)} ${currency}\n`
  for (const name of [...names].sort(compareBytes)) yield `account ${name}\n`
  const balanceAfter = startBalances()
  for (const { id, kind, reference, accountingDate, bookedAt, actor, corrects, entries } of ordered) {
    yield `\n${accountingDate} * (${id}) ${kind} ${encoded(reference)}\n`
    yield `    ; booked_at:${bookedAt}, actor:${encoded(actor)}${corrects === undefined ? '' : `, corrects:${corrects}`}\n`
    for (const { account, currency, amountMinor, item } of entries) {
      const name = hledgerAccount(account, currency)
      const balance = amountText(balanceAfter(name, amountMinor), currency)
      const tag = item === undefined ? '' : `  ; item:${encoded(item)}`
      yield `    ${name}  ${amountText(amountMinor, currency)} ${currency} == ${balance} ${currency}${tag}\n`
    }
  }
}

/** The name of an account in the journal: the same for equal accounts and currencies only. */
export function hledgerAccount({ role, account, routing }: LedgerAccount, currency: CurrencyCode): string {
  const section = sections[chartOfAccounts[role].class]
  const party = account === undefined ? '' : `:account=${encoded(account)}`
  const route = routing === undefined ? '' : `:${chartOfAccounts[role].routedBy ?? 'routing'}=${encoded(routing)}`
  return `${section}:${role}:${encoded(currency)}${party}${route}`
}

/** A currency without minor digits ends with the point: hledger reads `1000` as it stands, and `1,000` as one. */
function commodityFormat(currency: CurrencyCode): string {
  return `1000.${'0'.repeat(minorUnitsOf(currency))}`
}

/** Leaves letters, digits and `-_.~`; everything else becomes `%` and two digits for each byte, so that nothing means anything to a reader. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}
