import type { Hash, Instant, LocalDate, Money } from '@farthing/core'

/**
 * `due` until it is sent, `sending` while somebody tries, `failed` between attempts, `gave_up` after the last. `skipped`: a later step of the document was reached
 * before this one was told. `withdrawn`: what it is about was settled first.
 */
export type DunningNoticeStatus = 'due' | 'sending' | 'failed' | 'sent' | 'gave_up' | 'skipped' | 'withdrawn'

/** One message about one overdue document to one recipient. */
export interface DunningNotice {
  /** Of (document, step, recipient): what a receiver knows a repeat by. */
  readonly id: Hash
  readonly account: string
  readonly document: Hash
  readonly number: string
  readonly schedule: string
  readonly step: string
  /** Name of what is sent. */
  readonly notice: string
  /** Empty where the account has nobody to be told: the notice is given up at once, and visible. */
  readonly recipient: string
  readonly dueDate: LocalDate
  /** When the step was reached, in calendar days. */
  readonly daysOverdue: number
  readonly open: Money
  readonly dueAt: Instant
  readonly status: DunningNoticeStatus
  /** Attempts so far. */
  readonly attempts: number
  /** When it is to be tried again, or taken from whoever died while sending it. */
  readonly nextAttemptAt?: Instant
  /** Why the last attempt failed. */
  readonly lastError?: string
  readonly sentAt?: Instant
  /** What the sender calls it. */
  readonly reference?: string
}
