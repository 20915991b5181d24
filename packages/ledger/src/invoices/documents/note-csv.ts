import type { CreditNoteTotals, IssuedCreditNote } from './credit-note.js'
import { csvLine } from './csv-line.js'

const columns = [
  'document', 'number', 'document_kind', 'account', 'currency', 'invoice', 'invoice_number', 'line', 'kind', 'description', 'reason', 'subscription', 'product', 'from', 'to',
  'billed', 'due', 'net', 'tax', 'gross',
] as const

const totals: readonly (keyof CreditNoteTotals)[] = ['net', 'tax', 'gross', 'rounding', 'restored', 'payable']

/**
 * The document of a correction as CSV (RFC 4180): a header, a line of kind `line` for each of its lines, then one of kind `total` for each total, whose amount stands as `gross`.
 * Amounts are exact texts in major units that go the way of the document, which is its `document_kind`.
 */
export function* noteCsv(note: IssuedCreditNote): Iterable<string> {
  yield csvLine(columns)
  const head = [note.id, note.number, note.kind, note.account, note.currency, note.invoice.id, note.invoice.number]
  for (const { line, description, reason = note.reason, subscription = '', product = '', from, to, billed = '', due = '', net, tax, gross } of note.lines) {
    yield csvLine([...head, line, 'line', description, reason.code, subscription, product, from, to, billed, due, net, tax, gross])
  }
  for (const name of totals) yield csvLine([...head, '', 'total', name, '', '', '', note.from, note.to, '', '', '', '', note.totals[name]])
}
