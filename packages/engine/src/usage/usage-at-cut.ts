import { fail, type Hash, type KnownAt, type UsageBucket } from '@farthing/core'
import type { SealedUsage, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { measureUsage, startMeasurement } from './measure-usage.js'
import { usageBases } from './usage-basis.js'
import { usageSinceSeals } from './usage-since-seals.js'

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
 * A seal of the same basis is taken as it stands, but for what was recorded since its cut: the quarter hours that this concerns are measured again, each meter
 * on its own. All others are measured in one pass over the events, however many they are.
 *
 * @throws the failure that made usage of a meter unusable as a whole, such as `meter.too_many_groups`, with the subscription as its field
 */
export async function usageAtCut(context: BillingContext, stores: Stores, billed: readonly BilledPeriod[]): Promise<UsageAtCut> {
  // Before the cut, so that the cut shows everything that a seal could see.
  const seals: (SealedUsage | undefined)[] = []
  for (const { contract, period } of billed) seals.push(await stores.usage.latest(contract.subscription.id, period))
  const measurement = await startMeasurement(context, stores, billed)
  const { knownAt, contracts } = measurement
  const basisOf = usageBases(context, contracts)
  const known = billed.map(({ contract, period }, index): Omit<PeriodUsage, 'buckets'> => {
    const latest = seals[index]
    return { contract, period, basis: basisOf({ contract, period }), ...(latest === undefined ? {} : { latest }) }
  })
  const sealed = known.flatMap(({ latest, basis, ...each }) => (latest?.basis === basis ? [{ ...each, seal: latest }] : []))
  const standing = await usageSinceSeals(context, stores, { knownAt, contracts, sealed })
  const { buckets, refused } = await measureUsage(context, stores, { ...measurement, billed: known.filter(({ contract }) => !standing.has(contract.subscription.id)) })
  const [problem] = refused
  if (problem !== undefined) {
    const { subscription, meter, failure } = problem
    fail(failure.code, { field: `subscriptions.${subscription}.${meter}`, because: `cannot be used: ${failure.message}`, facts: failure.facts })
  }
  const measured = bySubscription(buckets)
  const usage = known.map((each) => {
    const { id } = each.contract.subscription
    return { ...each, buckets: standing.get(id) ?? measured.get(id) ?? [] }
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
