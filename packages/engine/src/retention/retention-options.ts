import { durationMs, type Duration } from '@farthing/core'
import { checkRetentionPolicy, type RetentionPolicy } from '@farthing/ledger'

export interface RetentionOptions {
  /** How long each class of records is kept; `defaultRetention` where it does not say. */
  readonly policy?: Partial<RetentionPolicy>
  /** How long after its last document a period can still be contested: `P120D` unless given. Days and below. */
  readonly disputeWindow?: Duration
}

export interface RetentionSettings {
  readonly policy: RetentionPolicy
  readonly disputeWindowMs: number
}

/** @throws `retention.policy_invalid`, `time.duration_invalid` */
export function checkRetentionOptions({ policy = {}, disputeWindow = 'P120D' }: RetentionOptions): RetentionSettings {
  return { policy: checkRetentionPolicy(policy), disputeWindowMs: durationMs(disputeWindow, 'retention.disputeWindow') }
}
