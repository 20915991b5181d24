import type { Duration } from '@farthing/core'
import type { RestrictionScope } from './restriction.js'

/** What happens when a document has been overdue for so many days. */
export interface DunningStep {
  /** Unique within the schedule: what notices are known by. */
  readonly id: string
  /** Calendar days of the account after the due date: 1 is the first day on which it is overdue. 1 to 3,650. */
  readonly afterDays: number
  /** What is sent, such as the name of a template; nothing unless given. */
  readonly notice?: string
  /** What the account may not do from then on; nothing unless given. A later step never restricts less. */
  readonly restrict?: RestrictionScope
}

/** How unpaid documents are followed up: data, so that it is read, compared and versioned like a price. */
export interface DunningSchedule {
  readonly name: string
  /** Rising by `afterDays`; at most 50. */
  readonly steps: readonly DunningStep[]
  /** What an account may not do while a document stays open that a lost dispute opened again; nothing unless given. */
  readonly disputeLost?: RestrictionScope
  /** How long after each failed attempt a notice is tried again, of fixed length; it is given up after the last. At most 20. */
  readonly retryAfter: readonly Duration[]
}

/** Reminders on days 1 and 7; on day 14 a last one, and nothing new is started; from day 30 on nothing is used. */
export const standardDunning: DunningSchedule = {
  name: 'standard',
  steps: [
    { id: 'reminder', afterDays: 1, notice: 'reminder' },
    { id: 'second', afterDays: 7, notice: 'second' },
    { id: 'final', afterDays: 14, notice: 'final', restrict: 'new_usage' },
    { id: 'suspension', afterDays: 30, notice: 'suspension', restrict: 'all_usage' },
  ],
  disputeLost: 'new_usage',
  retryAfter: ['PT5M', 'PT30M', 'PT2H', 'PT12H', 'P1D'],
}
