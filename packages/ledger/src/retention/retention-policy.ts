import { describeValue, fail, parseDuration, type Duration } from '@farthing/core'
import { recordClasses, type RecordClass } from './record-class.js'

export interface RetentionRule {
  /** An ISO 8601 duration of years, months, weeks or days, at most 100 years; or for good. */
  readonly keep: Duration | 'forever'
  /** When the time starts to run: when the record was made, or at the end of that calendar year in UTC, as commercial law often has it. */
  readonly from: 'recorded' | 'year_end'
}

/** How long each class is kept. */
export type RetentionPolicy = Readonly<Record<RecordClass, RetentionRule>>

const forGood: RetentionRule = { keep: 'forever', from: 'recorded' }
const tenYears: RetentionRule = { keep: 'P10Y', from: 'year_end' }

/** Everything that proves an amount stays for ten years from the end of its year; what decides and what is booked stays for good. */
export const defaultRetention: RetentionPolicy = {
  usage_event: tenYears,
  usage_identity: forGood,
  usage_total: tenYears,
  charge: tenYears,
  document: tenYears,
  ledger: forGood,
  payment: tenYears,
  dispute: tenYears,
  credit: tenYears,
  audit: tenYears,
  message: { keep: 'P2Y', from: 'recorded' },
}

/**
 * The policy with everything filled in from {@link defaultRetention}.
 *
 * @throws `retention.policy_invalid` for an unknown class and a `from` that is none of the two, and above 100 years; `time.duration_invalid`, also for hours and below
 */
export function checkRetentionPolicy(policy: Partial<RetentionPolicy>): RetentionPolicy {
  for (const name of Object.keys(policy)) {
    if (!isRecordClass(name)) fail('retention.policy_invalid', { field: `retention.${name}`, because: `is none of ${recordClasses.join(', ')}` })
  }
  const rules = recordClasses.map((name) => [name, checkRule(policy[name] ?? defaultRetention[name], `retention.${name}`)] as const)
  return { ...defaultRetention, ...Object.fromEntries(rules) }
}

export function isRecordClass(name: string): name is RecordClass {
  return recordClasses.some((each) => each === name)
}

const mostMonths = 1_200
const mostDays = 36_525
const starts: readonly string[] = ['recorded', 'year_end']

function checkRule({ keep, from }: RetentionRule, field: string): RetentionRule {
  if (!starts.includes(from)) fail('retention.policy_invalid', { field: `${field}.from`, because: `is ${describeValue(from)} and none of ${starts.join(', ')}` })
  if (keep === 'forever') return { keep, from }
  const { months, days, seconds } = parseDuration(keep, `${field}.keep`)
  if (seconds > 0) fail('time.duration_invalid', { field: `${field}.keep`, because: `is ${keep}; records are kept for whole days` })
  if (months > mostMonths || days > mostDays) fail('retention.policy_invalid', { field: `${field}.keep`, because: `is ${keep}, above 100 years; longer is forever` })
  return { keep, from }
}
