import { canonicalJson, compareBytes, type UsageBucket } from '@farthing/core'
import type { SealedUsage, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { newsOf, tell, type OutboxNews } from '../outbox/tell.js'
import { eventsLateFor } from '../windows/late-events.js'
import type { Waits } from '../windows/close-windows.js'
import type { PeriodUsage, UsageAtCut } from './usage-at-cut.js'

/**
 * Keeps usage: as the next revision where it differs from the newest seal, else the newest seal stands.
 * Sealing twice without new events therefore changes nothing. Others are told of each seal that was kept.
 */
export async function sealUsage(context: BillingContext, stores: Stores, { knownAt, usage }: UsageAtCut, waits: Waits): Promise<readonly SealedUsage[]> {
  const sealed: SealedUsage[] = []
  const news: OutboxNews<'window.sealed'>[] = []
  for (const each of usage) {
    const { contract, period, buckets, basis, latest } = each
    if (latest !== undefined && (await stands(context, stores, each, latest))) sealed.push(latest)
    else {
      const revision = latest === undefined ? 0 : latest.revision + 1
      const next = { subscription: contract.subscription.id, ...period, revision, knownAt, basis, waits: waits.get(contract.subscription.id) ?? [], buckets }
      await stores.usage.put(next)
      sealed.push(next)
      news.push(windowSealed(context, next, contract.subscription.account))
    }
  }
  // Those who tell something of several accounts wait for each other in one order.
  for (const each of news.sort((a, b) => compareBytes(a.subject, b.subject))) await tell(stores, each)
  return sealed
}

function windowSealed(context: BillingContext, { subscription, from, to, revision, knownAt, waits }: SealedUsage, account: string): OutboxNews<'window.sealed'> {
  const data = { account, subscription, from, to, revision, knownAt, meters: waits.map(({ meter }) => meter) }
  return newsOf(context, 'window.sealed', { account, at: knownAt.at, about: [subscription, from, to, revision], data })
}

/** Buckets without evidence may look the same with other events behind them; then what the cut shows is compared with what is stored. */
async function stands(context: BillingContext, stores: Stores, usage: PeriodUsage, latest: SealedUsage): Promise<boolean> {
  if (latest.basis !== usage.basis || !sameBuckets(latest, usage)) return false
  if (latest.buckets.every(({ evidence }) => evidence !== 'none')) return true
  const late = eventsLateFor(latest.knownAt, context, stores, usage)
  const isUpToDate = (await late.next()).done === true
  await late.return()
  return isUpToDate
}

/** Whether two usages are the same byte for byte, state and evidence included. */
export function sameBuckets(a: Pick<SealedUsage, 'buckets'>, b: Pick<PeriodUsage, 'buckets'>): boolean {
  const bytesOf = (bucket: UsageBucket | undefined) => (bucket === undefined ? '' : canonicalJson({ ...bucket }))
  return a.buckets.length === b.buckets.length && a.buckets.every((bucket, index) => bytesOf(bucket) === bytesOf(b.buckets[index]))
}
