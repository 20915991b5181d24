import type { CurrencyCode, Decimal, Hash, Instant, Interval, Zone } from '@farthing/core'
import type { Side } from '@farthing/pricing'
import type { CreditedInvoice, CreditReason } from '../invoices/documents/credit-note.js'
import type { DraftInvoice } from '../invoices/invoice.js'
import type { BilledFigures, BilledLine, LineAmounts } from './billed-figures.js'
import type { CorrectionPolicy } from './correction-policy.js'

/** What can make an issued invoice wrong, or worth less. `carry`: the period before hands on something else now. */
export type CorrectionCauseKind =
  | 'late_event'
  | 'amended_event'
  | 'voided_event'
  | 'price_version'
  | 'tax_input'
  | 'fx_input'
  | 'usage_correction'
  | 'subscription_fact'
  | 'carry'
  | 'credit'
  | 'void'

/** Why a correction is made, and who says so. */
export interface CorrectionCause {
  readonly kind: CorrectionCauseKind
  /** What it is about: an event as `source/id`, a plan version, an invoice. Up to 1,000 characters. */
  readonly reference: string
  /** For people, up to 1,000 characters. */
  readonly text: string
  readonly actor: string
  readonly at: Instant
  /** Where it acts; everywhere on the document unless given. */
  readonly subscription?: string
  readonly meter?: string
  /** The period that it comes from, where that is another one. */
  readonly period?: Interval
}

/** `rerating`: to what the invoice would be now. `credit`: parts of lines are given up by hand. `void`: to nothing. */
export type CorrectionKind = 'rerating' | 'credit' | 'void'

/** What becomes of a difference; `no_document` where it comes to zero in every sum, `written_off` where it is too small to act on. */
export type CorrectionOutcome = 'credit_note' | 'supplementary_invoice' | 'next_invoice' | 'written_off' | 'no_document'

/** The difference of one line: each figure is what is due less what is billed. */
export interface CorrectionLine extends BilledLine {
  /** Before discounts: what the invoice and the corrections before this one billed. */
  readonly billed: Decimal
  /** Before discounts: `billed` + `amount`. */
  readonly due: Decimal
  /** Indexes of the causes that act on it. */
  readonly causes: readonly number[]
}

export interface CorrectionDelta extends BilledFigures {
  readonly lines: readonly CorrectionLine[]
}

/** What is given up of a line, before discounts. */
export interface ConcededLine {
  readonly line: string
  readonly amount: Decimal
  readonly reason?: CreditReason
}

/**
 * One step of what an issued invoice comes to: append-only, and counted from 1 for each invoice without a gap. The invoice and its corrections sum to what is
 * due, figure by figure.
 */
export interface Correction extends Interval {
  readonly kind: CorrectionKind
  readonly tenant: string
  readonly account: string
  readonly side?: Side
  readonly currency: CurrencyCode
  readonly zone: Zone
  /** The one document that it corrects, which is never a correction itself. */
  readonly invoice: CreditedInvoice
  readonly revision: number
  /** Hash of the correction before, or of the invoice. */
  readonly previous: Hash
  readonly causes: readonly CorrectionCause[]
  readonly actor: string
  readonly at: Instant
  readonly policy: Required<CorrectionPolicy>
  readonly delta: CorrectionDelta
  /** Sums of the delta; above 0 where more is due than was billed. */
  readonly totals: LineAmounts
  readonly outcome: CorrectionOutcome
  /** For `credit`. */
  readonly conceded?: readonly ConcededLine[]
  /** For `rerating`: the invoice of what is known now, before anything that was conceded. */
  readonly target?: DraftInvoice
  /** Derived from (tenant, invoice, revision): of two that want the same place, one gets it. */
  readonly id: Hash
  /** Covers everything but itself. */
  readonly hash: Hash
}
