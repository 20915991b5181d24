import type { Hash, Instant, Money, TenantId } from '@farthing/core'
import type { SettlementPart } from '../../book/postings/settlement-part.js'

/** `opened → needs_response → evidence_due → evidence_submitted → won | lost → closed`. It only moves to the right. */
export type DisputeStatus = 'opened' | 'needs_response' | 'evidence_due' | 'evidence_submitted' | 'won' | 'lost' | 'closed'

/** What a provider said about a dispute. It may come late, twice, and in any order. */
export interface DisputeFact {
  /** The provider's own id of the event. */
  readonly id: string
  readonly kind: DisputeStatus
  readonly at: Instant
  /** Until when evidence is taken; with `needs_response` and `evidence_due`. */
  readonly dueAt?: Instant
}

/** Something that speaks for the seller. Append-only. */
export interface DisputeEvidence {
  readonly id: string
  /** Such as `invoice`, `usage`, `correspondence`. */
  readonly kind: string
  /** What it says, or where it is kept. */
  readonly text: string
  /** Of a document that stands elsewhere. */
  readonly contentHash?: Hash
  readonly addedAt: Instant
  readonly actor: string
}

/** A payment that its payer contests. Its status follows from its facts, see `disputeState`. */
export interface Dispute {
  readonly id: string
  readonly tenant: TenantId
  readonly account: string
  readonly provider: string
  /** The provider's name for it, and for the payment. */
  readonly providerDispute: string
  readonly payment: string
  readonly amount: Money
  readonly openedAt: Instant
  /** Whether the provider holds the money until a verdict, or took it at once. */
  readonly taken: 'withheld' | 'charged_back'
  /** What the payment had settled and is contested; sums to the amount. */
  readonly parts: readonly SettlementPart[]
  readonly reason: string
  readonly correlation: string
  /** By time, then id; each id once. */
  readonly facts: readonly DisputeFact[]
  /** By time, then id. */
  readonly evidence: readonly DisputeEvidence[]
}
