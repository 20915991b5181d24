import { describeValue, fail, FarthingError } from '@farthing/core'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { ingestResult, type IngestOptions, type IngestResult, type Receipt, type RefusedEvent } from './ingest-result.js'
import { keepBatch } from './keep-batch.js'
import { parseInput, type ParsedInput } from './parse-batch.js'

const maxBatch = 100_000
const eventsPerTransaction = 1_000

/**
 * Takes a batch of at most 100,000 CloudEvents in. Each event gets its own outcome: a bad one is refused with its reason and the others are kept.
 *
 * Idempotent by (source, id, revision): a batch may come twice, in other pieces or in another order. Kept in transactions of 1,000 events, so after a
 * failure of the storage a part may be kept; sending the batch again completes it.
 *
 * @throws `event.batch_too_large`, and `storage.*` when the storage fails; never because of an event
 */
export async function ingest(context: BillingContext, inputs: readonly unknown[], options: IngestOptions = {}): Promise<IngestResult> {
  const parsed = parseBatch(context, inputs, options)
  const receipts: Receipt[] = []
  for (let start = 0; start < parsed.length; start += eventsPerTransaction) {
    const chunk = parsed.slice(start, start + eventsPerTransaction)
    receipts.push(...(await retryConflicts(context, (stores) => keepBatch(context, stores, chunk, start))))
  }
  return ingestResult(receipts, options)
}

/**
 * Takes a batch in as a whole or not at all, in one transaction: the first event that cannot be kept is thrown as the failure that refused it.
 *
 * @throws the failure of the first refused event, its field starting with `events[index]`; else as {@link ingest}
 */
export async function ingestOrThrow(context: BillingContext, inputs: readonly unknown[], options: IngestOptions = {}): Promise<IngestResult> {
  const parsed = parseBatch(context, inputs, options)
  refuseFirst(parsed.map(({ refused }) => ({ refused })))
  return retryConflicts(context, async (stores) => {
    const receipts = await keepBatch(context, stores, parsed, 0)
    refuseFirst(receipts)
    return ingestResult(receipts, options)
  })
}

export function parseBatch({ clock, digest, sources }: BillingContext, inputs: readonly unknown[], options: IngestOptions): readonly ParsedInput[] {
  if (!Array.isArray(inputs)) fail('command.invalid', { field: 'events', because: `is ${describeValue(inputs)} and not a list` })
  if (inputs.length > maxBatch) {
    fail('event.batch_too_large', { field: 'events', because: `are ${inputs.length}`, facts: { count: inputs.length, maxBatch } })
  }
  const receivedAt = clock.now()
  return inputs.map((input, index) => parseInput(input, index, { ...options, receivedAt, digest, sources }))
}

function refuseFirst(inputs: readonly { readonly refused?: RefusedEvent | undefined }[]): void {
  const first = inputs.find(({ refused }) => refused !== undefined)?.refused
  if (first === undefined) return
  const { code, field, rule, message, facts } = first.failure
  const place = `events[${first.index}]`
  throw new FarthingError({ code, field: field === '' ? place : `${place}.${field}`, rule, message: `${place}: ${message}`, facts })
}
