import type { IngestCounts } from '@farthing/engine'
import type { Billing } from '@farthing/engine'
import type { EventFile } from '../input/open-event-file.js'
import { readBatches, type Batch } from './read-batches.js'
import type { RefusalLog } from './refusal-log.js'

export interface IngestFile {
  readonly events: Billing['events']
  readonly file: EventFile
  readonly refusals: RefusalLog
  /** Rows that are not for this pass are left out and counted nowhere. */
  readonly takes: (input: unknown) => boolean
  /** Lines that are no rows are refused in one pass only. */
  readonly refusesLines: boolean
  readonly onBytes: (count: number) => void
  /** Sees each row that was kept as new. */
  readonly onAccepted?: (input: unknown) => void
}

/** Takes the rows of a file in, batch by batch. Memory holds one batch. The counts include lines that are no events at all. */
export async function ingestFile({ events, file, refusals, takes, refusesLines, onBytes, onAccepted }: IngestFile): Promise<IngestCounts> {
  const total = { received: 0, accepted: 0, duplicate: 0, conflict: 0, unattached: 0, rejected: 0 }
  const rows = readBatches(file.rows(onBytes), (line) => {
    if (!refusesLines) return
    refusals.add(line)
    total.received += 1
    total.rejected += 1
  })
  for await (const batch of rows) {
    const { inputs, places } = only(batch, takes)
    const { counts, refused, receipts = [] } = await events.ingest(inputs, { receipts: true })
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += counts[key]
    for (const { index, failure } of refused) {
      const place = places[index]
      if (place !== undefined) refusals.add({ ...place, failure })
    }
    receipts.forEach((receipt, index) => {
      if (receipt === 'accepted' || receipt === 'unattached') onAccepted?.(inputs[index])
    })
  }
  return total
}

function only({ inputs, places }: Batch, takes: (input: unknown) => boolean): Batch {
  const taken = inputs.map(takes)
  return { inputs: inputs.filter((_, index) => taken[index]), places: places.filter((_, index) => taken[index]) }
}
