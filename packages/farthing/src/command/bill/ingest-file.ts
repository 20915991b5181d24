import type { Failure } from '@farthing/core'
import type { Billing, IngestCounts } from '@farthing/engine'
import type { EventFile } from '../input/open-event-file.js'
import { readBatches, type Batch } from './read-batches.js'
import type { RefusalLog } from './refusal-log.js'

export interface IngestFile {
  readonly events: Billing['events']
  /** Why an event that was kept is left out of usage. */
  readonly check: (input: unknown) => Failure | undefined
  readonly file: EventFile
  readonly refusals: RefusalLog
  /** Rows that are not for this pass are left out and counted nowhere. */
  readonly takes: (input: unknown) => boolean
  /** Lines that are no rows are refused in one pass only. */
  readonly refusesLines: boolean
  readonly onBytes: (count: number) => void
  /** Sees each row that was kept as new. */
  readonly onAccepted: (input: unknown) => void
}

/**
 * The census of a file: `received` is the sum of the others but `late`. `quarantined` events are kept, and a meter leaves them out.
 * `late` ones are among the accepted: their period was sealed before they were known.
 */
export interface LineCounts extends IngestCounts {
  readonly quarantined: number
  readonly late: number
}

export const noLines: LineCounts = { received: 0, accepted: 0, duplicate: 0, conflict: 0, unattached: 0, rejected: 0, quarantined: 0, late: 0 }

export function addCounts(a: LineCounts, b: LineCounts): LineCounts {
  return {
    received: a.received + b.received,
    accepted: a.accepted + b.accepted,
    duplicate: a.duplicate + b.duplicate,
    conflict: a.conflict + b.conflict,
    unattached: a.unattached + b.unattached,
    rejected: a.rejected + b.rejected,
    quarantined: a.quarantined + b.quarantined,
    late: a.late + b.late,
  }
}

/** Takes the rows of a file in, batch by batch. Memory holds one batch. The counts include lines that are no events at all. */
export async function ingestFile(input: IngestFile): Promise<LineCounts> {
  const { file, refusals, takes, refusesLines, onBytes } = input
  let total = noLines
  const rows = readBatches(file.rows(onBytes), (line) => {
    if (!refusesLines) return
    refusals.add(line)
    total = addCounts(total, { ...noLines, received: 1, rejected: 1 })
  })
  for await (const batch of rows) total = addCounts(total, await ingestBatch(input, only(batch, takes)))
  return total
}

async function ingestBatch({ events, check, refusals, onAccepted }: IngestFile, { inputs, places }: Batch): Promise<LineCounts> {
  const { counts, refused, late, receipts = [] } = await events.ingest(inputs, { receipts: true })
  const refuse = (index: number, failure: Failure): void => {
    const place = places[index]
    if (place !== undefined) refusals.add({ ...place, failure })
  }
  for (const { index, failure } of refused) refuse(index, failure)
  let quarantined = 0
  receipts.forEach((receipt, index) => {
    if (receipt !== 'accepted' && receipt !== 'unattached') return
    onAccepted(inputs[index])
    const broken = receipt === 'accepted' ? check(inputs[index]) : undefined
    if (broken === undefined) return
    quarantined += 1
    refuse(index, broken)
  })
  return { ...counts, accepted: counts.accepted - quarantined, quarantined, late: late.length }
}

function only({ inputs, places }: Batch, takes: (input: unknown) => boolean): Batch {
  const taken = inputs.map(takes)
  return { inputs: inputs.filter((_, index) => taken[index]), places: places.filter((_, index) => taken[index]) }
}
