import type { Hash, Instant, Meter, SubscriptionCandidate } from '@farthing/core'
import type { Carry } from '@farthing/pricing'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'

/**
 * An issued invoice with all that it follows from, as one file: whoever has it and this library derives every figure again, with no database.
 *
 * Contract snapshots, facts, carry and what was known stand in `evidence.ratings`, the rounding policy on the invoice, tax and the rest in
 * `evidence.terms`.
 */
export interface EvidenceBundle {
  readonly format: 'evidence-bundle/1'
  readonly evidence: InvoiceEvidence
  /** The stages that ran, by name with version: what must be at hand to derive the document again. */
  readonly stages: readonly StageVersion[]
  /** The aggregations that the usage was measured by, in byte order. */
  readonly aggregations: readonly string[]
  /** What each of `evidence.ratings` handed on, in their order; then what each of `evidence.accountRatings` did. */
  readonly handedOn: readonly Carry[]
  /** Where the time of each subscription was cut, by id: computed once, and not again by whoever verifies. */
  readonly boundaries: readonly UsageBoundaries[]
  /** What usage is counted by; absent where it is not to be counted again. */
  readonly metering?: BundleMetering
  readonly seal: BundleSeal
}

export interface StageVersion {
  /** `percent-discount@1`. */
  readonly use: string
  /** Of its manifest. */
  readonly hash: Hash
}

export interface UsageBoundaries {
  readonly subscription: string
  /** The start and the end of what was billed, and every instant between at which terms could change. Increasing. */
  readonly cuts: readonly Instant[]
}

export interface BundleMetering {
  /** The meters that the contracts read, as they were. */
  readonly meters: { readonly [meter: string]: Meter }
  /** Every subscription that an event of this invoice could have meant. */
  readonly candidates: readonly SubscriptionCandidate[]
}

/** Says of each part of a bundle what it was when the bundle was made. */
export interface BundleSeal {
  readonly parts: readonly SealedPart[]
  /** Over the parts. */
  readonly hash: Hash
}

export interface SealedPart {
  /** `invoice`, `ratings[0]`, `terms`, `stages` … */
  readonly path: string
  readonly hash: Hash
}
