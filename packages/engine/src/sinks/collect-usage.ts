import { canonicalJson, checkJson, checkText, clipInterval, compareBytes, hashContent, previousPeriod, type Json, type KnownAt } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { Delivery, RecordedUsage, Stores, UsageRecord, UsageSink } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { addDelivery } from '../deliveries/add-delivery.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { subscriptionsIn } from '../usage/select-periods.js'
import { usageAtCut, type PeriodUsage } from '../usage/usage-at-cut.js'
import { lastPeriod } from '../usage/last-period.js'
import { viewUsage } from '../usage/usage-view.js'
import { metersOf } from '../windows/meter-windowing.js'
import { destinationOfSink } from './usage-reporting.js'

/** How many revisions were added for sinks. */
export interface CollectedUsage {
  readonly revisions: number
}

/**
 * Measures the last periods of an account as they stand, and adds a revision for each sink and meter whose usage is not what was recorded last. In one
 * transaction: what another process adds meanwhile is seen, and nothing is added twice.
 *
 * @throws `account.unknown`; the failure that made usage of a meter unusable, such as `meter.too_many_groups`
 */
export function collectUsage(context: BillingContext, account: string): Promise<CollectedUsage> {
  const { reporting: { sinks, periods } } = context
  checkText(account, { field: 'account' })
  return retryConflicts(context, async (stores) => {
    const contracts = await loadContracts(context, stores, await subscriptionsIn(stores, { account }))
    let billed = contracts.flatMap((contract) => lastPeriod(contract, context.clock.now()))
    const measured: (readonly [PeriodUsage, KnownAt])[] = []
    for (let back = 0; back < periods && billed.length > 0; back += 1) {
      const { usage, knownAt } = await usageAtCut(context, stores, billed)
      // The oldest first: what arrives in order is read in order.
      measured.unshift(...usage.map((each) => [each, knownAt] as const))
      billed = billed.flatMap(periodBefore)
    }
    let revisions = 0
    for (const sink of sinks.values()) for (const [usage, knownAt] of measured) revisions += await collectPeriod(context, stores, { sink, usage, knownAt })
    return { revisions }
  })
}

function periodBefore({ contract, period }: BilledPeriod): readonly BilledPeriod[] {
  const { from, to } = previousPeriod(billingGridOf(contract.subscription, contract.planVersion.content), period.from)
  return clipInterval({ from, to }, contract.subscription) === undefined ? [] : [{ contract, period: { from, to } }]
}

interface PeriodForSink {
  readonly sink: UsageSink
  readonly usage: PeriodUsage
  readonly knownAt: KnownAt
}

async function collectPeriod(context: BillingContext, stores: Stores, { sink, usage, knownAt }: PeriodForSink): Promise<number> {
  const { contract, period, buckets } = usage
  const { subscription } = contract
  const used = new Set([...metersOf(context, contract), ...buckets.map(({ meter }) => meter)])
  let added = 0
  for (const meter of [...used].sort(compareBytes)) {
    if (sink.meters?.includes(meter) === false) continue
    const groups = viewUsage(context, buckets, usage, { meter }).map(({ dimensions, quantity, events }): RecordedUsage => ({ dimensions, quantity, events }))
    const [whole] = viewUsage(context, buckets, usage, { meter, by: [] })
    const standing = { quantity: whole?.quantity ?? '0', events: whole?.events ?? 0, usage: groups }
    const place = placeOf(context, { sink: sink.name, subscription: subscription.id, meter, ...period })
    const latest = await stores.deliveries.latest(place.destination, place.subject)
    if (latest === undefined ? groups.length === 0 : isSame(recordOf(latest), standing)) continue
    const revision = (latest?.revision ?? 0) + 1
    const idempotencyKey = hashContent('usage-record/1', [context.tenant, place.destination, place.subject, revision], context.digest)
    const about = { tenant: context.tenant, account: subscription.account, subscription: subscription.id, plan: subscription.plan, meter, ...period }
    const record: UsageRecord = { ...about, revision, idempotencyKey, ...standing, previous: latest === undefined ? '0' : recordOf(latest).quantity, knownAt }
    await addDelivery(stores, { ...place, id: idempotencyKey, revision, content: checkJson(record, 'record'), createdAt: context.clock.now() })
    added += 1
  }
  return added
}

/** What a sink is told about: one meter of a subscription in one period. */
export interface RecordSubject {
  readonly sink: string
  readonly subscription: string
  readonly meter: string
  readonly from: string
  readonly to: string
}

/** Periods of one meter of a subscription go one behind the other. */
export function placeOf({ digest }: Pick<BillingContext, 'digest'>, { sink, subscription, meter, from, to }: RecordSubject): Pick<Delivery, 'destination' | 'lane' | 'subject'> {
  const about: readonly Json[] = [subscription, meter]
  return { destination: destinationOfSink(sink), lane: hashContent('usage-lane/1', about, digest), subject: hashContent('usage-subject/1', [...about, from, to], digest) }
}

/** What was recorded by `collectUsage` and by nothing else. */
export function recordOf({ content }: Pick<Delivery, 'content'>): UsageRecord {
  return content as Json & UsageRecord
}

function isSame(record: UsageRecord, standing: Pick<UsageRecord, 'quantity' | 'events' | 'usage'>): boolean {
  const { quantity, usage } = record
  return canonicalJson(checkJson({ quantity, usage }, 'usage')) === canonicalJson(checkJson({ quantity: standing.quantity, usage: standing.usage }, 'usage'))
}
