import type { Instant, Interval } from '@farthing/core'

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
