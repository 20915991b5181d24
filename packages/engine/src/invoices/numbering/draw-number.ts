import { documentNumber, numberSeries, type NumberedDocument } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../../context.js'
import type { DocumentNumbering } from './document-numbering.js'

/**
 * Draws the next number of a document's series. Last in its transaction: whoever wants a number of this series waits from here on, and a transaction that
 * fails gives it back, so numbers have no gaps.
 *
 * @throws `invoice.numbering_invalid` for a number that is longer than its targets take
 */
export async function drawNumber(
  { numbering }: Pick<BillingContext, 'numbering'>,
  stores: Stores,
  kind: keyof DocumentNumbering,
  document: NumberedDocument,
): Promise<{ readonly number: string; readonly series: string }> {
  const series = numberSeries(numbering[kind], document)
  const number = documentNumber(numbering[kind], await stores.documents.nextNumber(series), document)
  return { number, series }
}
