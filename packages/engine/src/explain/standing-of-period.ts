import type { RatingOptions } from '@farthing/pricing'
import { listAll, type Stores, type WriteOff } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import { billedUsage, type BilledUsage } from './billed-usage.js'

/** Where a period of a subscription stands: what billed it, and the cut that decides which events are in. */
export interface PeriodStanding {
  readonly billed?: BilledUsage
  readonly isSealed: boolean
  /** Of the invoice, or of the newest seal while there is none; absent while there is neither. */
  readonly cut?: string
  isWrittenOff(identity: string, revision: number): boolean
}

export async function standingOfPeriod(options: RatingOptions, stores: Stores, { contract, period }: BilledPeriod): Promise<PeriodStanding> {
  const { id } = contract.subscription
  const interval = { from: period.from, to: period.to }
  const billed = await billedUsage(options, stores, { contract, period })
  const seal = await stores.usage.latest(id, interval)
  const cut = billed?.knownAt.cut ?? seal?.knownAt.cut
  const writeOffs = new Set((await listAll<WriteOff>((page) => stores.writeOffs.list({ subscription: id, period: interval }, page))).filter(({ change }) => change !== 'withdrawn').map(keyOf))
  return {
    ...(billed === undefined ? {} : { billed }),
    isSealed: seal !== undefined,
    ...(cut === undefined ? {} : { cut }),
    isWrittenOff: (identity, revision) => writeOffs.has(keyOf({ identity, revision })),
  }
}

function keyOf({ identity, revision }: Pick<WriteOff, 'identity' | 'revision'>): string {
  return `${identity} ${revision}`
}
