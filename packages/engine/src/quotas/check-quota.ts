import { addAll, canonicalJson, checkJson, compare, fail, parseDecimal, signOf, type Decimal, type Dimensions, type Exact, type Instant } from '@farthing/core'
import type { PlannedUnits } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { Feature } from '../usage/feature.js'
import { quotaCacheOf, topicOf, type QuotaTopic } from './quota-cache.js'
import { featureStanding } from './quota-standing.js'
import { quotaSubject, type QuotaScope, type QuotaSubject } from './quota-subject.js'

export interface CheckQuota extends QuotaScope {
  /** Whether so much is left, above 0; whether anything is unless given. */
  readonly quantity?: Decimal
  /** The group of usage, where groups are priced apart; a dimension that is not given is `null`. */
  readonly dimensions?: Dimensions
  /** How old the answer may be, in milliseconds by the clock, from 0 to 3,600,000; 0 unless given: it is measured. */
  readonly maxAgeMs?: number
}

/** What is left of a feature. `included` = `used` + `reserved` + `remaining` as long as nothing is used beyond it. */
export interface QuotaAnswer extends Feature {
  readonly account: string
  readonly subscription: string
  /** `price`: units that cost nothing are included. `limit`: those that are allowed are, whatever they cost. */
  readonly kind: 'price' | 'limit'
  /** Whether `remaining` is enough. What is beyond may still be used where it has a price: that is for the host to say. */
  readonly hasQuota: boolean
  readonly used: Exact
  /** Set aside by reservations. */
  readonly reserved: Exact
  /** Absent where there is no end, and so is `remaining`. */
  readonly included?: Exact
  /** Not below 0. */
  readonly remaining?: Exact
  /** Since when `used` counts. */
  readonly since: Instant
  /** When `used` begins anew. */
  readonly resetsAt: Instant
  /** When it was measured. */
  readonly asOf: Instant
}

/** An answer as it was measured, whatever quantity is asked about. */
export type MeasuredQuota = Omit<QuotaAnswer, 'hasQuota'>

/** The quantity that is asked about. @throws `quota.invalid`, `decimal.*` */
function quantityAsked({ quantity }: Pick<CheckQuota, 'quantity'>): Decimal | undefined {
  if (quantity === undefined) return undefined
  const parsed = parseDecimal(quantity, 'quantity')
  if (signOf(parsed) <= 0) fail('quota.invalid', { field: 'quantity', because: `is ${parsed}, not above 0`, facts: { quantity: parsed } })
  return parsed
}

function answerOf(measured: MeasuredQuota, asked: Decimal | undefined): QuotaAnswer {
  const { remaining } = measured
  const hasQuota = remaining === undefined || (asked === undefined ? signOf(remaining) > 0 : compare(remaining, asked) >= 0)
  return { ...measured, hasQuota }
}

/** An answer, and what else than the passing of time can make it another one. */
interface Measurement {
  readonly measured: MeasuredQuota
  readonly topics: readonly QuotaTopic[]
}

async function measureQuota(context: BillingContext, stores: Stores, scope: QuotaScope & Pick<CheckQuota, 'dimensions'>, now: Instant): Promise<Measurement> {
  const subject = await quotaSubject(context, stores, scope, now)
  const { contract, priced: _, ...feature } = subject
  const { id: subscription, account, subjects = [account] } = contract.subscription
  const limit = (await stores.quotas.limits(subscription)).find((each) => each.feature === feature.feature)
  const planned = await plannedUnits(stores, subject, now)
  const { from, to, kind, used, reserved, included, remaining, asOf } = await featureStanding(context, stores, { subject, dimensions: scope.dimensions, ...planned, limit }, now)
  const amounts = { used, reserved, ...(included === undefined ? {} : { included }), ...(remaining === undefined ? {} : { remaining }) }
  const { tenant } = context
  return {
    measured: { ...feature, account, subscription, kind, ...amounts, since: from, resetsAt: to, asOf },
    topics: [topicOf(tenant, 'subscription', subscription), topicOf(tenant, 'account', account), ...subjects.map((each) => topicOf(tenant, 'subject', each))],
  }
}

/** What is set aside, and has not expired: of all features of the subscription, and of this one by other subscriptions of the account. */
export async function plannedUnits(
  stores: Stores,
  { contract: { subscription: { id, account } }, feature }: QuotaSubject,
  now: Instant,
): Promise<{ readonly planned: readonly PlannedUnits[]; readonly plannedByOthers: Exact }> {
  const pending = (await listAll((page) => stores.quotas.list({ account, status: 'pending' }, page))).filter(({ expiresAt }) => now < expiresAt)
  return {
    planned: pending.flatMap(({ subscription, feature: meter, quantity, dimensions }) => (subscription === id ? [{ meter, quantity, ...(dimensions && { dimensions }) }] : [])),
    plannedByOthers: addAll(pending.flatMap((each) => (each.subscription !== id && each.feature === feature ? [each.quantity] : []))),
  }
}

const longestAgeMs = 3_600_000

/**
 * What is left of a feature now.
 *
 * With `maxAgeMs` an answer that this process has measured is given again while it is not older than that by the clock, its period has not ended, and this process has
 * committed nothing since that it depends on: events of its subjects, and what is said about the subscription or its account. What other processes commit is seen after
 * that age at the latest.
 *
 * @throws `quota.invalid` for a quantity or an age out of bounds; as `quotaSubject` and `featureStanding`
 */
export async function checkQuota(context: BillingContext, input: CheckQuota): Promise<QuotaAnswer> {
  const { account, subscription, feature, dimensions, maxAgeMs = 0 } = input
  const asked = quantityAsked(input)
  if (!Number.isSafeInteger(maxAgeMs) || maxAgeMs < 0 || maxAgeMs > longestAgeMs) fail('quota.invalid', { field: 'maxAgeMs', because: `is ${maxAgeMs} and not a whole number from 0 to ${longestAgeMs}` })
  const { catalog, tenant, clock, storage } = context
  const cache = quotaCacheOf(storage)
  const key = canonicalJson(checkJson([tenant, account ?? null, subscription ?? null, feature, dimensions ?? null], 'feature'))
  const known = maxAgeMs === 0 ? undefined : cache.find(key, catalog, { now: clock.now(), maxAgeMs })
  if (known !== undefined) return answerOf(known, asked)
  const measuring = cache.begin(key, catalog)
  try {
    const { measured, topics } = await storage.transaction(tenant, (stores) => measureQuota(context, stores, input, clock.now()))
    measuring.keep(measured, topics)
    return answerOf(measured, asked)
  } finally {
    measuring.end()
  }
}
