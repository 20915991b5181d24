import type { Decimal, Hash, Instant, Interval, KnownAt } from '@farthing/core'
import type { Correction, CorrectionCause, CorrectionOutcome, CorrectionPolicy, CreditDestinations, CreditRestoration, FxSnapshot, InvoiceEvidence, InvoiceTaxTerms, IssuedCreditNote } from '@farthing/ledger'
import type { PlanVersion } from '@farthing/pricing'
import type { AccountScope, TimeScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** What an invoice is rated from in place of what it was. */
export interface CorrectedInputs {
  /** A version of a plan in place of another one: of the same currency and periods, and of no other meters. Later ones act on what earlier ones gave. */
  readonly planVersions?: readonly { readonly from: Hash; readonly to: PlanVersion }[]
  /** Rates of exchange in place of those of the same currencies. */
  readonly conversions?: readonly FxSnapshot[]
  /** The parties as the taxes should have known them. */
  readonly tax?: Partial<Pick<InvoiceTaxTerms, 'seller' | 'customer'>>
}

/** One look at what an issued invoice should be: what could be seen, and the correction that follows. */
export interface CorrectionRecord {
  readonly invoice: Hash
  /** Looks at an invoice count from 1. */
  readonly revision: number
  readonly account: string
  readonly at: Instant
  readonly actor: string
  /** What a re-rating could see: events outside of it are late for the next one. Absent where nothing was rated. */
  readonly knownAt?: KnownAt
  /** What turned out wrong by this look; it holds for all that follow. */
  readonly inputs?: CorrectedInputs
  /** The proposal that was applied. */
  readonly proposal?: Hash
  /** Absent where the invoice is what it should be. */
  readonly correction?: Correction
  /** Its document, where it has one of its own. */
  readonly note?: IssuedCreditNote
  /** Credit that came back with it. */
  readonly restorations?: readonly CreditRestoration[]
  /** Where a credit note goes; a refund is asked for by it. */
  readonly destinations?: CreditDestinations
  /** What the target was rated and assembled from, whether it differs or not; absent where nothing was rated. */
  readonly evidence?: Omit<InvoiceEvidence, 'format' | 'invoice'>
}

/** What a proposal would do to one invoice. */
export interface ProposedCorrection extends Interval {
  readonly invoice: Hash
  readonly number: string
  readonly outcome: CorrectionOutcome
  readonly net: Decimal
  readonly tax: Decimal
  readonly gross: Decimal
  /** Content hash of the invoice as it should be: what was agreed to. */
  readonly target: Hash
}

export interface CorrectionProposal extends Interval {
  readonly account: string
  readonly invoice: Hash
  readonly causes: readonly CorrectionCause[]
  readonly policy: CorrectionPolicy
  readonly inputs?: CorrectedInputs
  /** Of this invoice and the following ones that change with it; empty where nothing would. */
  readonly corrections: readonly ProposedCorrection[]
}

/** A step of a proposal: `propose` first, then `approve`, `reject` or `apply`. */
export interface CorrectionStep {
  /** Id of the proposal. */
  readonly proposal: Hash
  readonly revision: number
  readonly account: string
  readonly move: 'propose' | 'approve' | 'reject' | 'apply'
  readonly actor: string
  readonly at: Instant
  readonly reason?: string
  /** With `propose`. */
  readonly proposed?: CorrectionProposal
}

/** Conditions that must hold together; time is that of the look, or of the proposal. */
export interface CorrectionFilter extends AccountScope, TimeScope {}

/** Corrections of issued invoices of one tenant, and the proposals that lead to them. Append-only. Proved by `correctionStoreSuite`. */
export interface CorrectionStore {
  /**
   * Adds a look behind the ones before; the same content again is a no-op. That the place is the next one keeps two corrections at the same time from crediting the
   * same twice.
   *
   * @throws `storage.conflict` when its place is taken by other content or is not the next, and when (series, number) of its document is taken
   */
  append(record: CorrectionRecord): Promise<void>
  /** All looks at an invoice, by revision. */
  records(invoice: Hash): Promise<readonly CorrectionRecord[]>
  /** The document of a correction, by its id. */
  findNote(id: Hash): Promise<IssuedCreditNote | undefined>
  /** Ordered by time, then invoice and revision. */
  list(filter: CorrectionFilter, page?: PageRequest): Promise<Page<CorrectionRecord>>
  /** Adds a step to a proposal; the first one proposes. @throws `storage.conflict` as above */
  appendStep(step: CorrectionStep): Promise<void>
  /** The steps of a proposal, by revision. */
  steps(proposal: Hash): Promise<readonly CorrectionStep[]>
  /** First steps, ordered by time, then proposal. */
  proposals(filter: CorrectionFilter, page?: PageRequest): Promise<Page<CorrectionStep>>
}
