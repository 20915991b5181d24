import { durationMs, fail, shiftInstant, type Duration, type Instant } from '@farthing/core'
import type { DunningNotice } from './dunning-notice.js'
import type { DunningSchedule, DunningStep } from './dunning-schedule.js'

/** How long a sender may take before another one tries. */
const sendingMs = 600_000

/** The steps that so many days have reached: the last is told, those before it with a notice that was not told are skipped. */
export function reachedSteps({ steps }: DunningSchedule, daysOverdue: number): readonly DunningStep[] {
  return steps.filter(({ afterDays }) => afterDays <= daysOverdue)
}

/** Whether a notice is to be sent now: it is due, or its time to be tried again has come. */
export function isSendable({ status, nextAttemptAt }: DunningNotice, at: Instant): boolean {
  return status === 'due' || ((status === 'failed' || status === 'sending') && nextAttemptAt !== undefined && nextAttemptAt <= at)
}

/** A notice that somebody begins to send: nobody else does for ten minutes. */
export function beginNotice(notice: DunningNotice, at: Instant): DunningNotice {
  return { ...notice, status: 'sending', attempts: notice.attempts + 1, nextAttemptAt: shiftInstant(at, sendingMs) }
}

/** A notice that its sender took. */
export function noticeSent({ nextAttemptAt: _, lastError: __, ...notice }: DunningNotice, { at, reference }: { readonly at: Instant; readonly reference?: string }): DunningNotice {
  return { ...notice, status: 'sent', sentAt: at, ...(reference === undefined ? {} : { reference }) }
}

/** A notice that its sender did not take: tried again after the next wait of the schedule, given up behind the last. */
export function noticeFailed({ nextAttemptAt: _, ...notice }: DunningNotice, { at, error, retryAfter }: { readonly at: Instant; readonly error: string; readonly retryAfter: readonly Duration[] }): DunningNotice {
  const wait = retryAfter[notice.attempts - 1]
  if (wait === undefined) return { ...notice, status: 'gave_up', lastError: error }
  return { ...notice, status: 'failed', lastError: error, nextAttemptAt: shiftInstant(at, durationMs(wait)) }
}

/** A notice that was given up or failed, to be sent as if it were new. @throws `dunning.not_failed`, also for one that nobody is named for */
export function retryNotice({ nextAttemptAt: _, ...notice }: DunningNotice): DunningNotice {
  const { id, status, recipient } = notice
  if (recipient === '') fail('dunning.not_failed', { field: 'notice', because: `is ${id}, which nobody is named for: name somebody on the account`, facts: { notice: id, status } })
  if (status !== 'gave_up' && status !== 'failed') fail('dunning.not_failed', { field: 'notice', because: `is ${id}, which is ${status}`, facts: { notice: id, status } })
  return { ...notice, status: 'due', attempts: 0 }
}
