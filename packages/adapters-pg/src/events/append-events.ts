import { assertInvariant, type Hash } from '@farthing/core'
import type { AppendOutcome, IncomingEvent } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { appendInBulk } from './append-in-bulk.js'
import { appendTogether } from './append-together.js'
import { placesInKeyOrder } from './places-in-key-order.js'

/** Up to it a round trip less is worth more than what the server saves by two statements. */
const fewEvents = 100

interface Candidates {
  /** The first event of each key, in key order: concurrent batches then wait for each other in one direction and do not deadlock. */
  readonly events: readonly IncomingEvent[]
  /** For each place of the batch, which candidate has its key. */
  readonly candidateOf: readonly number[]
}

function candidatesOf(batch: readonly IncomingEvent[]): Candidates {
  const events: IncomingEvent[] = []
  const candidateOf = new Array<number>(batch.length)
  for (const place of placesInKeyOrder(batch)) {
    const [incoming, last] = [batch[place], events.at(-1)]
    assertInvariant(incoming !== undefined, 'a place of the batch has an event')
    if (last?.identity !== incoming.identity || last.event.revision !== incoming.event.revision) events.push(incoming)
    candidateOf[place] = events.length - 1
  }
  return { events, candidateOf }
}

/**
 * Decides and keeps a batch, in one or more statements of one transaction.
 *
 * Correct at every isolation level. At READ COMMITTED a key that is taken waits for its holder and is then read back. Above it the server
 * refuses to skip a row that the snapshot does not show, so a race ends as `storage.contention` and never as a silent duplicate.
 */
export async function appendEvents(session: Session, batch: readonly IncomingEvent[]): Promise<readonly AppendOutcome[]> {
  if (batch.length === 0) return []
  const { events, candidateOf } = candidatesOf(batch)
  const append = events.length <= fewEvents ? appendTogether : appendInBulk
  const kept: (Hash | undefined)[] = [...(await append(session, events))]
  return batch.map(({ fingerprint }, place) => {
    const candidate = candidateOf[place]
    assertInvariant(candidate !== undefined, 'each event has a candidate of its key')
    const known = kept[candidate]
    if (known !== undefined) return known === fingerprint ? 'duplicate' : 'conflict'
    kept[candidate] = fingerprint
    return 'accepted'
  })
}
