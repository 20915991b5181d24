import type { Hash, Instant, Interval, KnownAt } from '@farthing/core'
import type { RetentionRule } from './retention-policy.js'

/** Somebody has looked at the usage of an account in a period and says that its bodies are not needed: for an audit, or by what data protection asks. */
export interface RetentionReview extends Interval {
  readonly id: string
  readonly account: string
  readonly review: 'audit' | 'minimisation'
  readonly by: string
  readonly at: Instant
  readonly reason: string
}

/** Nothing of an account may go for now, such as during a lawsuit. */
export interface LegalHold {
  readonly id: string
  readonly account: string
  readonly placedAt: Instant
  readonly placedBy: string
  readonly reason: string
  readonly lifted?: { readonly at: Instant; readonly by: string; readonly reason: string }
}

/** Where the events of one subscription, meter and billing period went, as it stood before their bodies did. */
export interface CompactedUsage extends Interval {
  readonly account: string
  readonly subscription: string
  readonly meter: string
  readonly invoice?: { readonly id: Hash; readonly number: string }
  readonly events: number
  readonly billed: number
  readonly free: { readonly [reason: string]: number }
  readonly excluded: { readonly [reason: string]: number }
  readonly invoiced: number
  readonly replaced: number
}

/** Sealed usage that stands for what went: its buckets keep quantity, count, state, dimensions and Merkle root. */
export interface CompactedSeal extends Interval {
  readonly subscription: string
  readonly revision: number
  /** Digest of the sealed usage. */
  readonly content: Hash
}

/** Bodies of a stretch of time, in which the same subscriptions ran. */
export interface CompactedBodies extends Interval {
  readonly subjects: readonly string[]
  readonly subscriptions: readonly string[]
  /** How many, of whatever revision. */
  readonly bodies: number
  /** Merkle root over their identities, revisions and fingerprints, in the order of time, identities and revisions. */
  readonly evidence: Hash
}

/** Raw usage of an account that was replaced by its totals, with who decided, what it rests on, and what went. */
export interface UsageCompaction extends Interval {
  /** What the host confirmed: a digest of what goes. */
  readonly id: Hash
  readonly account: string
  readonly by: string
  readonly at: Instant
  readonly reason: string
  /** Only what this cut shows went. */
  readonly knownAt: KnownAt
  /** The rule whose time is over. */
  readonly rule: RetentionRule
  /** Types whose bodies stay, because later usage is measured from them: those of levels. */
  readonly keptTypes: readonly string[]
  readonly parts: readonly CompactedBodies[]
  readonly seals: readonly CompactedSeal[]
  readonly usage: readonly CompactedUsage[]
  /** When the last body had gone. What is left at the identities was read again then, and gave the same roots. */
  readonly finishedAt?: Instant
}

/** What was erased of an account's personal data, and who decided. What is not named here stays, above all issued documents and the book. */
export interface PersonalDataErasure {
  /** What the host confirmed: a digest of what goes. */
  readonly id: Hash
  readonly account: string
  readonly by: string
  readonly at: Instant
  readonly reason: string
  /** Only events that this cut shows were reduced. */
  readonly knownAt: KnownAt
  /** Bodies of events: how many there were, with the root over their leaves, which is the same behind it. */
  readonly parts: readonly CompactedBodies[]
  /** How many of them held something that no meter reads. */
  readonly reduced: number
  /** Fields of the account that were taken out. */
  readonly accountFields: readonly string[]
  /** Steps of budgets, prepaid credit and dunning whose recipients were taken out. */
  readonly recipientSteps: number
  /** When the last body was reduced. */
  readonly finishedAt?: Instant
}
