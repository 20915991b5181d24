import {
  addToTally,
  aggregations,
  carryUsage,
  clipInterval,
  findAggregation,
  fingerprintEvent,
  identityOf,
  isFarthingError,
  mergeUsage,
  parseUsageEvent,
  startTally,
  usageOf,
  type Instant,
  type Usage,
  type UsageBucket,
} from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import { firstDifference, type Difference } from '@farthing/ledger'
import type { IncomingEvent, Storage } from '@farthing/ports'
import { openDiskStorage } from '../bill/disk-storage.js'
import { readBatches } from '../bill/read-batches.js'
import { isUnknownAt } from '../bill/recorded-time.js'
import type { EventFile } from '../input/open-event-file.js'
import type { InvoiceFile } from '../input/invoice-file.js'

export type UsageDifference = Difference & { readonly because?: string }

/**
 * Measures the usage of an invoice again from its events, and says where it first differs from what was priced.
 * Lines that are no valid events are passed over, as they were when the invoice was made. Streams, as `bill` does.
 */
export async function usageDifference(file: InvoiceFile, events: EventFile): Promise<UsageDifference | undefined> {
  const { storage, close } = await openDiskStorage()
  try {
    await keepEvents(storage, file, events)
    const buckets = await measure(storage, file)
    for (const [index, { contract, period, facts }] of file.evidence.ratings.entries()) {
      const { subscription } = contract
      const interval = clipInterval(period, subscription)
      const own = buckets.filter((bucket) => bucket.subscription === subscription.id)
      const measured = interval === undefined ? [] : mergeUsage(carryUsage(own, interval, { digest: nativeSha256 }), interval, { digest: nativeSha256, reference: period })
      const difference = firstDifference(measured.map(plainUsage), facts.usage.map(plainUsage))
      if (difference !== undefined) return { ...difference, path: `ratings[${index}].facts.usage${difference.path}` }
    }
    return undefined
  } finally {
    await close()
  }
}

const tenant = 'verify'

async function keepEvents(storage: Storage, { evidence }: InvoiceFile, events: EventFile): Promise<void> {
  const receivedAt = evidence.invoice.knownAt.at
  for await (const { inputs } of readBatches(events.rows(), () => undefined)) {
    const incoming = inputs.filter((input) => !isUnknownAt(input, receivedAt)).flatMap((input) => incomingEvent(input, receivedAt))
    await storage.transaction(tenant, (stores) => stores.events.append(incoming))
  }
}

function incomingEvent(input: unknown, receivedAt: string): readonly IncomingEvent[] {
  try {
    const event = parseUsageEvent(input, { receivedAt })
    return [{ event, identity: identityOf(event, nativeSha256), fingerprint: fingerprintEvent(event, nativeSha256), receivedAt }]
  } catch (error) {
    if (isFarthingError(error)) return []
    throw error
  }
}

function measure(storage: Storage, { evidence, meters, candidates }: InvoiceFile): Promise<readonly UsageBucket[]> {
  const { from, to } = evidence.invoice
  const subscriptions = candidates.map((candidate) => ({ ...candidate, cuts: [from, to] }))
  const tally = startTally({ meters, subscriptions, digest: nativeSha256 })
  return storage.transaction(tenant, async (stores) => {
    for await (const page of stores.events.scan({ from: levelsSince(meters, candidates) ?? from, to })) for (const event of page) addToTally(tally, event)
    return usageOf(tally).buckets
  })
}

/** Where a meter is of a level, what it was at the start of the period follows from events since the first subscription began. */
function levelsSince(meters: InvoiceFile['meters'], candidates: InvoiceFile['candidates']): Instant | undefined {
  if (!Object.values(meters).some((meter) => findAggregation(meter, aggregations).close !== undefined)) return undefined
  return candidates.map(({ from }) => from).sort()[0]
}

function plainUsage({ subscription, meter, dimensions, from, to, quantity, events, evidence }: Usage) {
  return { subscription, meter, dimensions: { ...dimensions }, from, to, quantity, events, evidence }
}
