import { isFarthingError, parseUsageEvent } from '@farthing/core'
import { metersRead } from '@farthing/pricing'
import { readBatches } from '../bill/read-batches.js'
import type { Book } from '../input/book.js'
import type { EventFile } from '../input/open-event-file.js'
import type { PlannedContract } from './planned-contracts.js'

/**
 * About how many events of a file rating can read: those of the meters and periods of the contracts, whoever they are of. Lines that are no
 * events are passed over.
 */
export async function countEvents(file: EventFile, { catalog }: Book, contracts: readonly PlannedContract[]): Promise<number> {
  const meters = contracts.flatMap(({ planVersion }) => Object.values(planVersion.content.components).flatMap(metersRead))
  const types = new Set(meters.flatMap((meter) => catalog.meters[meter]?.event ?? []))
  const periods = contracts.map(({ period }) => period)
  const isMeant = ({ type, time }: { readonly type: string; readonly time: string }) => types.has(type) && periods.some(({ from, to }) => from <= time && time < to)
  let count = 0
  for await (const { inputs } of readBatches(file.rows(), () => undefined)) count += inputs.filter((input) => hasEvent(input, isMeant)).length
  return count
}

function hasEvent(input: unknown, isMeant: (event: { readonly type: string; readonly time: string }) => boolean): boolean {
  try {
    return isMeant(parseUsageEvent(input))
  } catch (error) {
    if (isFarthingError(error)) return false
    throw error
  }
}
