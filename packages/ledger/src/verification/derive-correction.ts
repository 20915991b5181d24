import type { Digest, KnownAt } from '@farthing/core'
import { ratedCharges, type Charge, type RatingOptions } from '@farthing/pricing'
import { correctionNote } from '../corrections/correction-note.js'
import type { Correction } from '../corrections/correction.js'
import { creditInvoice } from '../corrections/credit-invoice.js'
import { issueCorrectionNote } from '../corrections/issue-correction-note.js'
import { rerateInvoice } from '../corrections/rerate-invoice.js'
import { targetInput } from '../corrections/target-invoice.js'
import { voidInvoice } from '../corrections/void-invoice.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import { attempt, deriveCharges, type Attempt } from '../invoices/derive-charges.js'
import type { IssuedCreditNote } from '../invoices/documents/credit-note.js'
import type { DraftInvoice, IssuedInvoice } from '../invoices/invoice.js'
import type { CorrectionEvidence, TargetEvidence } from './correction-bundle.js'

export interface CorrectedInvoice {
  readonly invoice: IssuedInvoice
  /** Those before the one in question. */
  readonly corrections: readonly Correction[]
}

/** What an invoice is rated from once more. */
export interface LookEvidence {
  readonly invoice: IssuedInvoice
  readonly evidence: TargetEvidence
  readonly knownAt: KnownAt
}

/** The invoice as it would be by other evidence: what a re-rating holds it against. @throws what `rate` and `assembleInvoice` throw */
export function targetOfEvidence(look: LookEvidence, options: RatingOptions = {}): DraftInvoice {
  return assembled(look, ratedCharges(look.evidence, options), options)
}

/** A correction made again, by the function that made it; `undefined` where nothing is to be corrected. */
export function deriveCorrection({ invoice, corrections }: CorrectedInvoice, given: CorrectionEvidence, options: RatingOptions): Attempt<Correction | undefined> {
  const { causes, actor, at, policy, kind, conceded = [] } = given.correction
  const request = { invoice, corrections, causes, actor, at, policy }
  if (kind === 'void') return attempt('correction.', () => voidInvoice(request, options.digest))
  if (kind === 'credit') return attempt('correction.', () => creditInvoice({ ...request, lines: conceded }, options.digest))
  const target = deriveTarget(invoice, given, options)
  return target.finding === undefined ? attempt('correction.', () => rerateInvoice({ ...request, target: target.value }, options.digest)) : target
}

/** The document of a correction made again; `undefined` where it has none, `missing` where it should. */
export function deriveNote(invoice: IssuedInvoice, { correction, note }: CorrectionEvidence, digest: Digest | undefined): IssuedCreditNote | 'missing' | undefined {
  const { knownAt, restored } = note === undefined ? { knownAt: invoice.knownAt, restored: '0' as const } : { knownAt: note.knownAt, restored: note.totals.restored }
  const draft = correctionNote({ invoice, correction, restored, knownAt }, digest)
  if (draft === undefined) return undefined
  return note === undefined ? 'missing' : issueCorrectionNote(draft, { correction, number: note.number, series: note.series, issuedAt: note.issuedAt }, digest)
}

function deriveTarget(invoice: IssuedInvoice, { correction, evidence }: CorrectionEvidence, options: RatingOptions): Attempt<DraftInvoice> {
  if (evidence === undefined) return { finding: { path: 'evidence', because: 'is missing, and a re-rating follows from it' } }
  const { knownAt } = correction.target ?? invoice
  const charges = deriveCharges(evidence, { ...invoice, knownAt }, options)
  if (charges.finding !== undefined) return { finding: { ...charges.finding, path: `evidence.${charges.finding.path}` } }
  return attempt('correction.target.', () => assembled({ invoice, evidence, knownAt }, charges.value, options))
}

function assembled({ invoice, evidence: { terms }, knownAt }: LookEvidence, charges: readonly Charge[], { digest }: RatingOptions): DraftInvoice {
  return assembleInvoice(targetInput({ invoice, knownAt, ...(terms === undefined ? {} : { terms }) }, charges), digest)
}
