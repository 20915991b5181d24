import { targetOfEvidence, type InvoiceEvidence, type IssuedInvoice } from '@farthing/ledger'
import type { RatingOptions } from '@farthing/pricing'
import type { CorrectionRecord, Stores } from '@farthing/ports'

/** The evidence of an invoice as it was rated last: its own, or that of its last re-rating, with the lines that it would have now. */
export async function correctedEvidence(options: RatingOptions, stores: Stores, invoice: IssuedInvoice): Promise<InvoiceEvidence | undefined> {
  const last = (await stores.corrections.records(invoice.id)).findLast(({ evidence }) => evidence !== undefined)
  return last === undefined ? stores.documents.evidence(invoice.id) : evidenceOfLook(options, invoice, last)
}

/** The evidence of one re-rating, with the lines of its target: they have the ids of the invoice's. `undefined` for a look that rated nothing. */
function evidenceOfLook(options: RatingOptions, invoice: IssuedInvoice, { correction, evidence, knownAt }: CorrectionRecord): InvoiceEvidence | undefined {
  if (evidence === undefined || knownAt === undefined) return undefined
  const { lines } = correction?.target ?? targetOfEvidence({ invoice, evidence, knownAt }, options)
  return { format: 'invoice-evidence/1', invoice: { ...invoice, lines, knownAt }, ...evidence }
}
