import { addLocalDays, describeValue, fail, instantOfLocal, localDateOf, parseDuration, parseInstant, periodNumber, type Instant } from '@farthing/core'
import type { RecordClass } from './record-class.js'
import { isRecordClass, type RetentionPolicy, type RetentionRule } from './retention-policy.js'

/** What must have happened before raw usage may be compacted; each is answered by whoever knows it, and none is assumed. */
export const retentionGates = ['rated', 'invoices_final', 'dispute_window_closed', 'audit_reviewed', 'minimisation_reviewed'] as const
export type RetentionGate = (typeof retentionGates)[number]

export interface RetentionQuestion {
  readonly recordClass: RecordClass
  /** When the records were made; of usage, the end of the time that is asked about. */
  readonly recordedAt: Instant
  readonly now: Instant
  readonly policy: RetentionPolicy
  /** Which gates are passed. What is absent is not. */
  readonly gates?: Partial<Readonly<Record<RetentionGate, boolean>>>
  /** Reasons why nothing may go for now, such as a lawsuit; each keeps everything. */
  readonly legalHolds?: readonly string[]
}

/** `never_compacted`: the class has no shorter form. `kept_until`, `kept_forever`: the time of the policy runs. The rest are gates that are not passed. */
export type RetentionReason =
  | { readonly reason: 'never_compacted' | 'kept_forever' | RetentionGate }
  | { readonly reason: 'kept_until'; readonly until: Instant }
  | { readonly reason: 'legal_hold'; readonly hold: string }

/** There is no third answer: nothing here says that a record may be deleted. */
export type RetentionAnswer = { readonly decision: 'keep'; readonly reasons: readonly RetentionReason[] } | { readonly decision: 'compact_candidate' }

/**
 * Whether raw usage may be replaced by its totals. A decision only: nothing is read, written or deleted, and a candidate stays until a host compacts it by name.
 *
 * `compact_candidate` only for `usage_event`, after the time of the policy, without a legal hold, and with all five gates passed: everything is rated, every
 * invoice of it is final, the time to contest them is over and no dispute is open, the audit and the minimisation of personal data were reviewed.
 * Otherwise `keep`, with every reason at once.
 *
 * @throws `retention.question_invalid` for an unknown class, `time.*`
 */
export function retentionDecision({ recordClass, recordedAt, now, policy, gates = {}, legalHolds = [] }: RetentionQuestion): RetentionAnswer {
  if (!isRecordClass(recordClass)) fail('retention.question_invalid', { field: 'recordClass', because: `is ${describeValue(recordClass)}` })
  const until = keptUntil(policy[recordClass], parseInstant(recordedAt, { field: 'recordedAt' }))
  const reasons: readonly RetentionReason[] = [
    ...(recordClass === 'usage_event' ? [] : [{ reason: 'never_compacted' } as const]),
    ...timeLeft(until, parseInstant(now, { field: 'now' })),
    ...legalHolds.map((hold) => ({ reason: 'legal_hold', hold }) as const),
    ...retentionGates.filter((gate) => recordClass === 'usage_event' && gates[gate] !== true).map((reason) => ({ reason })),
  ]
  return reasons.length === 0 ? { decision: 'compact_candidate' } : { decision: 'keep', reasons }
}

function timeLeft(until: Instant | undefined, now: Instant): readonly RetentionReason[] {
  if (until === undefined) return [{ reason: 'kept_forever' }]
  return now < until ? [{ reason: 'kept_until', until }] : []
}

/** A year before the end of all time, with room for the longest time of a policy. */
const lastYear = 9_700

/** The first instant at which the time of a rule is over; absent where it never is. Calendar time in UTC: a year after 29 February is 28 February. */
export function keptUntil({ keep, from }: RetentionRule, recordedAt: Instant): Instant | undefined {
  if (keep === 'forever') return undefined
  const { months, days } = parseDuration(keep, 'keep')
  const year = Number(recordedAt.slice(0, 4))
  if (year > lastYear) return undefined
  const start = from === 'recorded' ? recordedAt : instantOfLocal(`${String(year + 1).padStart(4, '0')}-01-01`, 'UTC')
  const day = periodNumber({ unit: 'month', count: 1, zone: 'UTC', anchor: localDateOf(start, 'UTC') }, months).from
  return addLocalDays(`${day.slice(0, 10)}${start.slice(10)}`, { days, zone: 'UTC' })
}
