import type { Hash, Instant } from '@farthing/core'

/** What a restricted account may not do: start anything new, or use anything at all. In rising order. */
export const restrictionScopes = ['new_usage', 'all_usage'] as const
export type RestrictionScope = (typeof restrictionScopes)[number]

/** Why, in words that programs compare. */
export type RestrictionCode = 'invoice_overdue' | 'invoice_uncollectible' | 'payment_dispute_lost' | 'credit_depleted' | 'operator'

/** Why, fit for the user who is told. */
export interface RestrictionReason {
  readonly code: RestrictionCode
  /** One sentence without inner names, such as `Invoice INV-000001 is 14 days overdue: 50.00 EUR are open.` At most 1,000 characters. */
  readonly text: string
  /** What it is about: documents, disputes, grants. */
  readonly references: readonly string[]
}

/** That an account may not use what it otherwise could. A record, not a mechanism: the host asks and acts. */
export interface Restriction {
  readonly id: Hash
  readonly account: string
  readonly scope: RestrictionScope
  readonly reason: RestrictionReason
  readonly since: Instant
  /** Who placed it: a person, or the step that did. */
  readonly by: string
  /** There once it is lifted, with who did and why. */
  readonly lifted?: { readonly at: Instant; readonly by: string; readonly reason: string }
}

/** Leave of an operator to use what is restricted, until it expires. */
export interface RestrictionOverride {
  readonly id: Hash
  readonly account: string
  /** One restriction; all of the account, those to come included, unless given. */
  readonly restriction?: Hash
  readonly reason: string
  readonly by: string
  readonly at: Instant
  /** Exclusive, at most 366 days after `at`. */
  readonly expiresAt: Instant
  readonly revoked?: { readonly at: Instant; readonly by: string; readonly reason: string }
}
