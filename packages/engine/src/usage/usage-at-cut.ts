import { fail, type Hash, type KnownAt, type UsageBucket } from '@farthing/core'
import type { SealedUsage, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { measureUsage, startMeasurement } from './measure-usage.js'
import { usageBases } from './usage-basis.js'

/** The usage of one contract in one period. */
export interface PeriodUsage extends BilledPeriod {
  readonly buckets: readonly UsageBucket[]
  readonly basis: Hash
  /** The newest seal of the period, when there is one. */
  readonly latest?: SealedUsage
}

export interface UsageAtCut {
  readonly knownAt: KnownAt
  /** One for each billed contract, in the order given. */
  readonly usage: readonly PeriodUsage[]
}

/**
 * The usage of contracts as it stands now. Writes nothing.
 *
 * A seal of the same cut and basis is taken as it stands; all others are measured in one pass over the events, however many they are.
 *
 * @throws the failure that made usage of a meter unusable as a whole, such as `meter.too_many_groups`, with the subscription as its field
 */
export async function usageAtCut(context: BillingContext, stores: Stores, billed: readonly BilledPeriod[]): Promise<UsageAtCut> {
  const measurement = await startMeasurement(context, stores, billed)
  const { knownAt, contracts } = measurement
  const basisOf = usageBases(context, contracts)
  const known: Omit<PeriodUsage, 'buckets'>[] = []
  for (const { contract, period } of billed) {
    const latest = await stores.usage.latest(contract.subscription.id, period)
    known.push({ contract, period, basis: basisOf({ contract, period }), ...(latest === undefined ? {} : { latest }) })
  }
  const stands = ({ latest, basis }: Omit<PeriodUsage, 'buckets'>) => latest?.knownAt.cut === knownAt.cut && latest.basis === basis
  const { buckets, refused } = await measureUsage(context, stores, { ...measurement, billed: known.filter((each) => !stands(each)) })
  const [problem] = refused
  if (problem !== undefined) {
    const { subscription, meter, failure } = problem
    fail(failure.code, { field: `subscriptions.${subscription}.${meter}`, because: `cannot be used: ${failure.message}`, facts: failure.facts })
  }
  const measured = bySubscription(buckets)
  const usage = known.map((each) => {
    const { latest, contract } = each
    return { ...each, buckets: latest !== undefined && stands(each) ? latest.buckets : (measured.get(contract.subscription.id) ?? []) }
  })
  return { knownAt, usage }
}

function bySubscription(buckets: readonly UsageBucket[]): ReadonlyMap<string, readonly UsageBucket[]> {
  const groups = new Map<string, UsageBucket[]>()
  for (const bucket of buckets) {
    const group = groups.get(bucket.subscription) ?? []
    group.push(bucket)
    groups.set(bucket.subscription, group)
  }
  return groups
}
