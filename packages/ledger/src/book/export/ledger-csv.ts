import type { LedgerTransaction } from '../ledger-transaction.js'
import { amountText } from './amount-text.js'
import { inBookOrder } from './book-order.js'

const columns = [
  'transaction', 'kind', 'reference', 'booked_at', 'accounting_date', 'actor', 'correlation', 'cause', 'corrects',
  'role', 'account', 'routing', 'item', 'currency', 'amount_minor', 'amount',
] as const

/**
 * A book as CSV (RFC 4180), line by line: a header, then a line for each entry, by accounting date, booking time and id.
 *
 * A text that a spreadsheet would run as a formula is not changed: import such columns as text.
 *
 * @throws `money.currency_unknown` for a currency without a known minor unit
 */
export function* ledgerCsv(transactions: Iterable<LedgerTransaction>): Iterable<string> {
  yield lineOf(columns)
  for (const { id, kind, reference, bookedAt, accountingDate, actor, correlation, cause = '', corrects = '', entries } of inBookOrder(transactions)) {
    for (const { account, currency, amountMinor, item = '' } of entries) {
      const about = [id, kind, reference, bookedAt, accountingDate, actor, correlation, cause, corrects]
      const { role, account: party = '', routing = '' } = account
      yield lineOf([...about, role, party, routing, item, currency, amountMinor, amountText(amountMinor, currency)])
    }
  }
}

function lineOf(texts: readonly string[]): string {
  return `${texts.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`
}
