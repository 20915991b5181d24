import { fail } from '@farthing/core'
import { adjustmentStanding, type AdjustmentRecord, type AdjustmentStanding } from '@farthing/ledger'
import { listAll, type AdjustmentFilter, type Page, type PageRequest, type Stores } from '@farthing/ports'

/** Adjustments with where they stand, page by page. */
export async function listAdjustments(stores: Stores, filter: AdjustmentFilter, page?: PageRequest): Promise<Page<AdjustmentStanding>> {
  const { items, ...rest } = await stores.adjustments.list(filter, page)
  const standings: AdjustmentStanding[] = []
  for (const adjustment of items) standings.push(await standingOf(stores, adjustment))
  return { items: standings, ...rest }
}

/** All of an account that fit the filter. */
export function loadAdjustments(stores: Stores, filter: AdjustmentFilter): Promise<readonly AdjustmentStanding[]> {
  return listAll((page) => listAdjustments(stores, filter, page))
}

export async function findAdjustment(stores: Stores, id: string): Promise<AdjustmentStanding | undefined> {
  const adjustment = await stores.adjustments.get(id)
  return adjustment && standingOf(stores, adjustment)
}

/** @throws `adjustment.unknown` */
export async function needAdjustment(stores: Stores, id: string): Promise<AdjustmentRecord> {
  return (await stores.adjustments.get(id)) ?? fail('adjustment.unknown', { field: 'adjustment', because: `is ${JSON.stringify(id)}`, facts: { adjustment: id } })
}

async function standingOf(stores: Stores, adjustment: AdjustmentRecord): Promise<AdjustmentStanding> {
  return adjustmentStanding(adjustment, await stores.adjustments.steps(adjustment.id))
}
