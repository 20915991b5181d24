import { checkText, describeValue, durationMs, fail, failure, shiftInstant, type Duration, type Failure, type Instant, type UsageEvent } from '@farthing/core'

/** What a source may send. */
export interface SourcePolicy {
  /** How long before its receipt a new event may have happened, such as `P35D`: exactly so old is not too old. Any age unless given. */
  readonly maxAge?: Duration
  /** How far ahead of its receipt a new event may happen, such as `PT5M`: exactly so far is not too far. Any time unless given. */
  readonly maxAhead?: Duration
  /** The source sends no time: a missing `time` becomes the time of receipt. */
  readonly timeFromReceipt?: boolean
}

/** Policies by source. The one of `*` is for all sources without their own; without it they may send anything. */
export interface SourcePolicies {
  readonly [source: string]: SourcePolicy
}

/** Stands for every source that has no policy of its own. */
const otherSources = '*'

const mostPolicies = 10_000
const known: readonly string[] = ['maxAge', 'maxAhead', 'timeFromReceipt']

/** @throws `command.invalid`, `text.*` or `time.duration_invalid`, with the part as field: `sources.api.maxAge` */
export function checkSourcePolicies(policies: SourcePolicies): SourcePolicies {
  const entries = Object.entries(policies)
  if (entries.length > mostPolicies) fail('command.invalid', { field: 'sources', because: `are ${entries.length}, more than ${mostPolicies}` })
  for (const [source, policy] of entries) {
    const field = `sources.${checkText(source, { field: 'sources' })}`
    const unknown = Object.keys(policy).find((name) => !known.includes(name))
    if (unknown !== undefined) fail('command.invalid', { field: `${field}.${unknown}`, because: `is not one of ${known.join(', ')}` })
    if (policy.maxAge !== undefined) durationMs(policy.maxAge, `${field}.maxAge`)
    if (policy.maxAhead !== undefined) durationMs(policy.maxAhead, `${field}.maxAhead`)
    const { timeFromReceipt = false } = policy as { readonly timeFromReceipt?: unknown }
    if (typeof timeFromReceipt !== 'boolean') {
      fail('command.invalid', { field: `${field}.timeFromReceipt`, because: `is ${describeValue(timeFromReceipt)} and not true or false` })
    }
  }
  return policies
}

export function policyOf(policies: SourcePolicies, source: string): SourcePolicy {
  const name = Object.hasOwn(policies, source) ? source : otherSources
  return (Object.hasOwn(policies, name) ? policies[name] : undefined) ?? {}
}

/** Why a source may not send an event that is new at `receivedAt`; `undefined` when it may. */
export function breachOf({ source, time }: UsageEvent, receivedAt: Instant, { maxAge, maxAhead }: SourcePolicy): Failure | undefined {
  const facts = { source, time, receivedAt }
  if (maxAge !== undefined && time < shiftInstant(receivedAt, -durationMs(maxAge))) {
    return failure('event.too_old', { field: 'time', because: `is ${time}, more than ${maxAge} before its receipt at ${receivedAt}`, facts: { ...facts, maxAge } })
  }
  if (maxAhead !== undefined && time > shiftInstant(receivedAt, durationMs(maxAhead))) {
    return failure('event.in_future', { field: 'time', because: `is ${time}, more than ${maxAhead} after its receipt at ${receivedAt}`, facts: { ...facts, maxAhead } })
  }
  return undefined
}
