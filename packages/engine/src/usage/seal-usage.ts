import { canonicalJson, type UsageBucket } from '@farthing/core'
import type { SealedUsage, Stores } from '@farthing/ports'
import type { Waits } from '../windows/close-windows.js'
import type { PeriodUsage, UsageAtCut } from './usage-at-cut.js'

/**
 * Keeps usage: as the next revision where it differs from the newest seal, else the newest seal stands.
 * Sealing twice without new events therefore changes nothing.
 */
export async function sealUsage(stores: Stores, { knownAt, usage }: UsageAtCut, waits: Waits): Promise<readonly SealedUsage[]> {
  const sealed: SealedUsage[] = []
  for (const { contract, period, buckets, basis, latest } of usage) {
    if (latest !== undefined && latest.basis === basis && sameBuckets(latest, { buckets })) sealed.push(latest)
    else {
      const revision = latest === undefined ? 0 : latest.revision + 1
      const next = { subscription: contract.subscription.id, ...period, revision, knownAt, basis, waits: waits.get(contract.subscription.id) ?? [], buckets }
      await stores.usage.put(next)
      sealed.push(next)
    }
  }
  return sealed
}

/** Whether two usages are the same byte for byte, state and evidence included. */
export function sameBuckets(a: Pick<SealedUsage, 'buckets'>, b: Pick<PeriodUsage, 'buckets'>): boolean {
  const bytesOf = (bucket: UsageBucket | undefined) => (bucket === undefined ? '' : canonicalJson({ ...bucket }))
  return a.buckets.length === b.buckets.length && a.buckets.every((bucket, index) => bytesOf(bucket) === bytesOf(b.buckets[index]))
}
