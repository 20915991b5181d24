import { fail } from '@farthing/core'
import { checkNumbering, numberSeries, type Numbering } from '@farthing/ledger'

/** How the documents of a tenant are numbered: invoices and credit notes each in a series of their own. A supplementary invoice is an invoice. */
export interface DocumentNumbering {
  /** `{series}-{number:6}` unless given: `INV-000001`. */
  readonly invoices?: Numbering
  /** As `invoices`, and from the same series, unless given. */
  readonly supplementaryInvoices?: Numbering
  /** `CN-{number:6}` unless given: `CN-000001`. */
  readonly creditNotes?: Numbering
}

const newYear = { issuedAt: '2026-01-01T00:00:00.000000Z', zone: 'UTC' }

/**
 * Numbering that a number can be drawn from. A tenant with several legal entities has an instance for each, with its name as `entity`.
 *
 * @throws `invoice.numbering_invalid` for what `checkNumbering` refuses, and for credit notes that would share a series with invoices of either kind
 */
export function documentNumbering(given: DocumentNumbering, series: string): Required<DocumentNumbering> {
  const { invoices = { format: `${series}-{number:6}` }, supplementaryInvoices = invoices, creditNotes = { format: 'CN-{number:6}' } } = given
  checkNumbering(invoices, 'numbering.invoices')
  checkNumbering(supplementaryInvoices, 'numbering.supplementaryInvoices')
  checkNumbering(creditNotes, 'numbering.creditNotes')
  const credited = numberSeries(creditNotes, newYear)
  if ([invoices, supplementaryInvoices].some((each) => numberSeries(each, newYear) === credited)) {
    fail('invoice.numbering_invalid', { field: 'numbering.creditNotes.format', because: `is "${creditNotes.format}", whose series "${credited}" invoices are drawn from`, facts: { series: credited } })
  }
  return { invoices, supplementaryInvoices, creditNotes }
}
