import { add, addAll, calendarGrid, canonicalJson, carryUsage, clipInterval, fail, largest, mergeUsage, periodAt, subtract, type Dimensions, type Exact, type Instant, type Interval } from '@farthing/core'
import { freeUnits, type PlannedUnits } from '@farthing/pricing'
import type { QuotaLimit, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { piecesOf } from '../quotes/quoted-time.js'
import { lastPeriod } from '../usage/last-period.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import type { QuotaSubject } from './quota-subject.js'
import { runningRating, type RunningRating } from './running-rating.js'

interface StandingQuestion {
  readonly subject: QuotaSubject
  /** The group of usage; needed where groups are priced apart. */
  readonly dimensions: Dimensions | undefined
  /** What is set aside, of this feature and of others of the subscription. */
  readonly planned: readonly PlannedUnits[]
  /** What is set aside of the feature by other subscriptions of the account: of grants that they share. */
  readonly plannedByOthers: Exact
  readonly limit: QuotaLimit | undefined
}

/** How much of a feature is left, in the time over which it counts together. */
export interface FeatureStanding extends Interval {
  /** `price`: units that cost nothing are what is included. `limit`: those that are allowed are. */
  readonly kind: 'price' | 'limit'
  /** Without what is set aside. */
  readonly used: Exact
  readonly reserved: Exact
  /** Not below 0; absent where there is no end. */
  readonly remaining?: Exact
  /** What there is in all: `remaining` and what of it is used or set aside; absent where there is no end. */
  readonly included?: Exact
  /** How many more units cost nothing; absent where all do. */
  readonly free?: Exact
  /** When the usage was measured. */
  readonly asOf: Instant
}

/**
 * Measures and rates the running period, and says what is left of a feature beside what is set aside. Writes nothing.
 *
 * @throws `period.not_found` before the start of the subscription; `quota.ambiguous` without dimensions where groups are priced apart; what measuring and rating throw
 */
export async function featureStanding(context: BillingContext, stores: Stores, question: StandingQuestion, now: Instant): Promise<FeatureStanding> {
  const { subject: { feature, contract }, dimensions, planned, limit } = question
  const [running] = lastPeriod(contract, now)
  if (running === undefined) return fail('period.not_found', { field: 'subscription', because: `is ${contract.subscription.id}, which starts at ${contract.subscription.from}`, facts: { from: contract.subscription.from } })
  const rated = await runningRating(context, stores, running, now)
  const free = freeUnits({ rating: rated.rating, meter: feature, at: now, planned, ...(dimensions === undefined ? {} : { dimensions }) }, context)
  if (free === undefined) return fail('quota.feature_unpriced', { field: 'feature', because: `is ${feature}, which the terms of ${now} do not price` })
  const own = planned.filter(({ meter }) => meter === feature)
  const isOneGroup = dimensions !== undefined || free.by.length === 0
  const ahead = rated.readsGrants ? question.plannedByOthers : '0'
  const unclaimed = free.left === undefined ? undefined : largest(subtract(free.left, ahead), '0')
  // Which group unnamed units fall into is not known, so none of them is known to be free.
  const left = isOneGroup ? (unclaimed === undefined ? {} : { free: unclaimed }) : { free: '0' as const }
  if (limit?.quantity !== undefined) {
    const window = limitWindow(running, limit, now)
    const [used, reserved] = [await usedIn(context, stores, { running, window, feature, rated }), addAll(own.map(({ quantity }) => quantity))]
    return { ...window, kind: 'limit', used, reserved, included: limit.quantity, remaining: largest(subtract(limit.quantity, addAll([used, reserved])), '0'), ...left, asOf: rated.asOf }
  }
  if (!isOneGroup) {
    fail('quota.ambiguous', { field: 'dimensions', because: `are not given, and ${feature} is priced apart by ${free.by.join(', ')}`, facts: { by: free.by } })
  }
  const reserved = addAll(own.filter((units) => isSameGroup(units.dimensions, dimensions, free.by)).map(({ quantity }) => quantity))
  const included = unclaimed === undefined ? {} : { included: add(free.free, unclaimed), remaining: unclaimed }
  return { from: free.from, to: free.to, kind: 'price', used: subtract(free.used, reserved), reserved, ...included, ...left, asOf: rated.asOf }
}

function isSameGroup(a: Dimensions | undefined, b: Dimensions | undefined, by: readonly string[]): boolean {
  const keyOf = (dimensions: Dimensions | undefined) => canonicalJson(by.map((name) => dimensions?.[name] ?? null))
  return keyOf(a) === keyOf(b)
}

/** The billing period where that is the reset period, else the day, week, month … of the subscription's calendar. */
function limitWindow({ contract, period }: BilledPeriod, { resetPeriod }: QuotaLimit, now: Instant): Interval {
  const { every } = contract.planVersion.content
  if (every.count === 1 && every.unit === resetPeriod) return period
  const { from, to } = periodAt(calendarGrid(resetPeriod, contract.subscription.zone), now)
  return { from, to }
}

interface LimitedUse {
  readonly running: BilledPeriod
  readonly window: Interval
  readonly feature: string
  readonly rated: RunningRating
}

/** The usage of a meter in a time that may reach over billing periods, all groups together. */
async function usedIn(context: BillingContext, stores: Stores, { running: { contract, period }, window, feature, rated }: LimitedUse): Promise<Exact> {
  const { digest, aggregations } = context
  const interval = clipInterval(window, contract.subscription)
  if (interval === undefined) return '0'
  const isRunning = window.from === period.from && window.to === period.to
  const asked = isRunning ? [] : piecesOf(contract, interval).map((piece) => piece.asked)
  const buckets = [...(isRunning ? rated.buckets : [])]
  for (const piece of asked) buckets.push(...(await usageAtCut(context, stores, [piece])).usage.flatMap((each) => each.buckets))
  const own = carryUsage(buckets.filter(({ meter }) => meter === feature), interval, { digest, aggregations })
  return addAll(mergeUsage(own, interval, { digest, aggregations, by: [], reference: window }).map(({ quantity }) => quantity))
}
