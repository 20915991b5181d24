import { toCloudEvent, type Interval, type UsageEvent } from '@farthing/core'
import { arbitraryReports } from '@farthing/core/testing'
import fc from 'fast-check'

/** Around the change of clocks in Berlin, and the start of subscriptions. */
const within: Interval = { from: '2026-10-23T12:00:00.000000Z', to: '2026-10-27T00:00:00.000000Z' }
/** Around the change of month in Berlin, where a period ends. */
const monthEnd: Interval = { from: '2026-10-31T21:00:00.000000Z', to: '2026-11-01T02:00:00.000000Z' }

/** Reports of few events, of subjects that have no subscription, one, or two: amended, voided, repeated, out of order, and about things that break meters. */
export function arbitraryLawReports({ conflicts = false, maxEvents = 6 }: { readonly conflicts?: boolean; readonly maxEvents?: number } = {}): fc.Arbitrary<readonly UsageEvent[]> {
  const subjects = ['acme', 'bolt', 'nobody']
  const reports = (interval: Interval) => arbitraryReports({ within: interval, subjects, conflicts, maxEvents })
  return fc.oneof({ weight: 2, arbitrary: reports(within) }, { weight: 1, arbitrary: reports(monthEnd) })
}

/** As a producer sends them. */
export function sent(reports: readonly UsageEvent[]): readonly unknown[] {
  return reports.map(toCloudEvent)
}

/** The same inputs in another order. */
export function shuffled<T>(inputs: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.shuffledSubarray([...inputs], { minLength: inputs.length })
}
