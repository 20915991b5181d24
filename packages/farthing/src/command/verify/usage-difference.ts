import { addToTally, aggregations, findAggregation, fingerprintEvent, identityOf, isFarthingError, parseUsageEvent, type Instant } from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import { recountDifference, startRecount, type Difference, type RecountedBundle } from '@farthing/ledger'
import type { IncomingEvent, Storage } from '@farthing/ports'
import { openDiskStorage } from '../bill/disk-storage.js'
import { readBatches } from '../bill/read-batches.js'
import { isUnknownAt } from '../bill/recorded-time.js'
import type { EventFile } from '../input/open-event-file.js'

const tenant = 'verify'
const options = { digest: nativeSha256 }

/**
 * Counts the usage of a bundle again from events, and says where it first differs from what was priced. Events that were not known to the document and
 * lines that are no valid events are passed over, as they were when it was made. Streams, as `bill` does.
 *
 * @param knownAt until when events were known
 */
export async function usageDifference(bundle: RecountedBundle, events: EventFile, knownAt: Instant): Promise<Difference | undefined> {
  const tally = startRecount(bundle, options)
  const { storage, close } = await openDiskStorage()
  try {
    await keepEvents(storage, events, knownAt)
    const { from, to } = bundle.evidence.invoice
    await storage.transaction(tenant, async (stores) => {
      for await (const page of stores.events.scan({ from: levelsSince(bundle) ?? from, to })) for (const event of page) addToTally(tally, event)
    })
    return recountDifference(bundle, tally, options)
  } finally {
    await close()
  }
}

async function keepEvents(storage: Storage, events: EventFile, receivedAt: Instant): Promise<void> {
  for await (const { inputs } of readBatches(events.rows(), () => undefined)) {
    const incoming = inputs.filter((input) => !isUnknownAt(input, receivedAt)).flatMap((input) => incomingEvent(input, receivedAt))
    await storage.transaction(tenant, (stores) => stores.events.append(incoming))
  }
}

function incomingEvent(input: unknown, receivedAt: Instant): readonly IncomingEvent[] {
  try {
    const event = parseUsageEvent(input, { receivedAt })
    return [{ event, identity: identityOf(event, nativeSha256), fingerprint: fingerprintEvent(event, nativeSha256), receivedAt }]
  } catch (error) {
    if (isFarthingError(error)) return []
    throw error
  }
}

/** Where a meter is of a level, what it was at the start of the period follows from events since the first subscription began. */
function levelsSince({ metering }: RecountedBundle): Instant | undefined {
  const { meters = {}, candidates = [] } = metering ?? {}
  if (!Object.values(meters).some((meter) => findAggregation(meter, aggregations).close !== undefined)) return undefined
  return candidates.map(({ from }) => from).sort()[0]
}
