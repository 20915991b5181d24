import { fail, shiftInstant, type Instant } from '@farthing/core'

/** Seconds from each attempt that was not taken to the next one. Behind the last of them a delivery has failed, and waits for somebody to try it again. */
export type RetrySchedule = readonly number[]

const longestWait = 30 * 86_400
const mostAttempts = 50

/** @throws `delivery.invalid` above 50 waits, or for one that is not a whole number of seconds from 1 to 2,592,000 */
export function checkRetrySchedule(schedule: RetrySchedule, field: string): RetrySchedule {
  if (schedule.length > mostAttempts) fail('delivery.invalid', { field, because: `has ${schedule.length} waits, more than ${mostAttempts}` })
  for (const [index, seconds] of schedule.entries()) {
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestWait) fail('delivery.invalid', { field: `${field}[${index}]`, because: `is ${seconds}, not a whole number from 1 to ${longestWait}` })
  }
  return schedule
}

/** When the next attempt is due after so many; `undefined` when none is left. */
export function nextAttempt(schedule: RetrySchedule, { attempts, at }: { readonly attempts: number; readonly at: Instant }): Instant | undefined {
  const seconds = schedule[attempts - 1]
  return seconds === undefined ? undefined : shiftInstant(at, seconds * 1_000)
}
