import { fail, type Decimal, type Hash } from '@farthing/core'
import { correctionState } from '../corrections/correction-state.js'
import type { Correction, CorrectionCause, CorrectionKind } from '../corrections/correction.js'
import type { IssuedCreditNote } from '../invoices/documents/credit-note.js'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { explainLine, type LineExplanation } from './explain-line.js'

/** An invoice with its corrections, each with what it follows from: all, in their order. */
export interface CorrectedEvidence {
  readonly evidence: InvoiceEvidence
  readonly corrections: readonly {
    readonly correction: Correction
    readonly note?: IssuedCreditNote
    readonly evidence?: Omit<InvoiceEvidence, 'format' | 'invoice'>
  }[]
}

/** What a correction does to a line, and why. */
export interface LineCorrection {
  readonly revision: number
  readonly kind: CorrectionKind
  /** Of its document, where it has one. */
  readonly number?: string
  /** Before discounts: by the invoice and the corrections before this one. The same as `due` for a line that it leaves alone. */
  readonly billed: Decimal
  readonly due: Decimal
  /** Those that act on the line. */
  readonly causes: readonly CorrectionCause[]
}

/**
 * What a line comes from after a correction: the tree of the line as it is due by what was known then, with what was billed of it before and why that changed. A line
 * that is due no more is shown as it was billed.
 *
 * @param revision of the correction, from 1
 * @throws `correction.unknown`, `invoice.line_unknown`; `correction.chain_broken`
 */
export function explainCorrectedLine({ evidence, corrections }: CorrectedEvidence, revision: number, id: Hash): LineExplanation {
  const given = corrections[revision - 1]
  if (given === undefined) return fail('correction.unknown', { field: 'revision', because: `is ${revision}, and invoice ${evidence.invoice.number} has ${corrections.length} corrections`, facts: { invoice: evidence.invoice.id } })
  const known = corrections.slice(0, revision)
  const { truth } = correctionState(evidence.invoice, known.map(({ correction }) => correction))
  const rated = known.findLast((each) => each.evidence !== undefined)?.evidence
  const target = { ...issueOf(evidence.invoice), ...truth }
  const isDue = rated !== undefined && truth.lines.some((line) => line.id === id)
  const explained = explainLine(isDue ? { format: evidence.format, invoice: target, ...rated } : evidence, id)
  return { ...explained, correction: lineCorrection(given, explained) }
}

function issueOf({ id, number, series, issuedAt, evidenceHash, documentHash }: IssuedInvoice) {
  return { id, number, series, issuedAt, evidenceHash, documentHash }
}

function lineCorrection({ correction, note }: CorrectedEvidence['corrections'][number], { line }: LineExplanation): LineCorrection {
  const { revision, kind, delta, causes } = correction
  const changed = delta.lines.find((each) => each.line === line.id)
  return {
    revision,
    kind,
    ...(note === undefined ? {} : { number: note.number }),
    billed: changed?.billed ?? line.amount,
    due: changed?.due ?? line.amount,
    causes: (changed?.causes ?? []).flatMap((index) => causes[index] ?? []),
  }
}
