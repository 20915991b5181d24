import { fail, type Hash, type KnownAt, type UsageBucket } from '@farthing/core'
import type { SealedUsage, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { measureUsage, startMeasurement } from './measure-usage.js'
import { usageBasis } from './usage-basis.js'

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
  const known: (BilledPeriod & { readonly basis: Hash; readonly latest?: SealedUsage })[] = []
  for (const { contract, period } of billed) {
    const latest = await stores.usage.latest(contract.subscription.id, period)
    known.push({ contract, period, basis: usageBasis(context, contract, contracts), ...(latest === undefined ? {} : { latest }) })
  }
  const stale = known.filter(({ latest, basis }) => latest === undefined || latest.knownAt.cut !== knownAt.cut || latest.basis !== basis)
  const { buckets, refused } = await measureUsage(context, stores, { ...measurement, billed: stale })
  const [problem] = refused
  if (problem !== undefined) {
    const { subscription, meter, failure } = problem
    fail(failure.code, { field: `subscriptions.${subscription}.${meter}`, because: `cannot be used: ${failure.message}`, facts: failure.facts })
  }
  const measured = bySubscription(buckets)
  const usage = known.map((each) => {
    const own = measured.get(each.contract.subscription.id) ?? []
    return { ...each, buckets: each.latest === undefined || stale.includes(each) ? own : each.latest.buckets }
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
