import type { Correction } from '../corrections/correction.js'
import type { IssuedCreditNote } from '../invoices/documents/credit-note.js'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import type { BundleSeal, EvidenceBundle, StageVersion } from './evidence-bundle.js'

/**
 * An issued invoice with its corrections and all that they follow from: whoever has it derives each credit note and supplementary invoice again, with no
 * database.
 */
export interface CorrectionBundle {
  readonly format: 'correction-bundle/1'
  /** That of the invoice. */
  readonly invoice: EvidenceBundle
  /** All up to the one in question, in their order. */
  readonly corrections: readonly CorrectionEvidence[]
  /** As in the bundle of an invoice, for the ratings of the corrections. */
  readonly stages: readonly StageVersion[]
  readonly aggregations: readonly string[]
  readonly seal: BundleSeal
}

/** One correction, and what it follows from beside the invoice and the corrections before it. */
export interface CorrectionEvidence {
  readonly correction: Correction
  /** Its document, where it has one. How much of a credit note went back to paid credit is taken as it says: that is a matter of the journals of credit. */
  readonly note?: IssuedCreditNote
  /** For `rerating`: what its target was rated and assembled from. */
  readonly evidence?: TargetEvidence
}

export type TargetEvidence = Omit<InvoiceEvidence, 'format' | 'invoice'>
