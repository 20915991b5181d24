import type { Interval } from '@farthing/core'
import type { CompactedUsage, UsageCompaction } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'

/** What a compaction knows of a billing period whose bodies have gone, in part or as a whole. */
export interface CompactedPeriod {
  readonly compaction: UsageCompaction
  readonly rows: ReadonlyMap<string, CompactedUsage>
}

/** The last compaction that reaches into a billing period, with the rows of that period by meter; none where its bodies are all there. */
export async function compactedPeriod(stores: Stores, { contract, period }: BilledPeriod): Promise<CompactedPeriod | undefined> {
  const { id, account } = contract.subscription
  const rowsOf = ({ usage }: UsageCompaction) => usage.filter((row) => row.subscription === id && row.from === period.from && row.to === period.to)
  const compaction = (await compactionsWithin(stores, account, period)).findLast((each) => rowsOf(each).length > 0)
  return compaction === undefined ? undefined : { compaction, rows: new Map(rowsOf(compaction).map((row) => [row.meter, row])) }
}

/** Compactions of an account that share time with an interval, by when they were decided. */
export async function compactionsWithin(stores: Stores, account: string, { from, to }: Interval): Promise<readonly UsageCompaction[]> {
  const kept = await listAll((page) => stores.controls.list('usage_compaction', { account }, page))
  return kept.map(({ content }) => content).filter((each) => each.parts.some((part) => part.from < to && from < part.to))
}
