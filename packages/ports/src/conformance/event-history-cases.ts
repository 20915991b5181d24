import type { AppendOutcome, EventQuery, IncomingEvent, StoredEvent } from '../event-store.js'
import { incomingEvent, inScanOrder, minute, october, scanAll } from './event-samples.js'
import { expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { pseudoRandom } from './pseudo-random.js'
import { storageCase, type StorageFactory, type SuiteCase } from './suite.js'

/** Few enough values that revisions, moves and voids meet each other often. */
function randomEvent(random: () => number): IncomingEvent {
  const below = (bound: number) => Math.floor(random() * bound)
  return incomingEvent({
    id: `e${below(12)}`,
    revision: below(4),
    time: minute(below(3)),
    subject: `s${below(3)}`,
    type: `t${below(2)}`,
    data: below(5) === 0 ? null : { count: below(2) },
  })
}

/** The slow, obvious store is a list of what was committed, and a cut is a length of it. */
function auditedAppend(committed: readonly IncomingEvent[], batch: readonly IncomingEvent[]): readonly AppendOutcome[] {
  return batch.map((incoming, index) => {
    const kept = [...committed, ...batch.slice(0, index)].find(
      ({ identity, event }) => identity === incoming.identity && event.revision === incoming.event.revision,
    )
    if (kept === undefined) return 'accepted'
    return kept.fingerprint === incoming.fingerprint ? 'duplicate' : 'conflict'
  })
}

function auditedScan(committed: readonly IncomingEvent[], query: EventQuery): readonly StoredEvent[] {
  const highest = new Map<string, IncomingEvent>()
  for (const incoming of committed) {
    const other = highest.get(incoming.identity)
    if (other === undefined || incoming.event.revision > other.event.revision) highest.set(incoming.identity, incoming)
  }
  const found = [...highest.values()].filter(
    ({ event }) =>
      event.data !== null &&
      event.time >= query.from &&
      event.time < query.to &&
      (query.types?.includes(event.type) ?? true) &&
      (query.subjects?.includes(event.subject) ?? true),
  )
  return inScanOrder(found)
}

const queries: readonly EventQuery[] = [
  october,
  { from: minute(1), to: minute(2) },
  { ...october, subjects: ['s0', 's2'] },
  { from: minute(0), to: minute(2), types: ['t1'], subjects: ['s1'] },
]

/** Append, cut and scan together. */
export const eventHistoryCases: readonly SuiteCase<StorageFactory<'events'>>[] = [
  storageCase('over a random history every cut keeps showing what a plain list shows', async (storage) => {
    const random = pseudoRandom(20261014)
    const committed: IncomingEvent[] = []
    const cuts: { readonly cut: string; readonly length: number }[] = []
    for (let step = 0; step < 60; step += 1) {
      const batch = Array.from({ length: Math.floor(random() * 5) }, () => randomEvent(random))
      if (random() < 0.2) await inRolledBack(storage, 'tenant', (stores) => stores.events.append(batch))
      else {
        const outcomes = await storage.transaction('tenant', (stores) => stores.events.append(batch))
        expectSame(outcomes, auditedAppend(committed, batch), `outcomes of step ${step}`)
        committed.push(...batch.filter((_, index) => outcomes[index] === 'accepted'))
      }
      const cut = await storage.transaction('tenant', (stores) => stores.events.takeCut())
      cuts.push({ cut, length: committed.length })
    }
    await storage.transaction('tenant', async (stores) => {
      for (const { cut, length } of cuts) {
        for (const query of queries) {
          const audited = auditedScan(committed.slice(0, length), query)
          expectSame(await scanAll(stores.events, { ...query, cut }), audited, `the cut after ${length} events`)
        }
      }
    })
  }),
]
