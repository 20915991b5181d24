import { assertInvariant } from '@farthing/core'
import type { AppendOutcome, IncomingEvent } from '@farthing/ports'
import { integerOf, textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { eventBatches, eventColumns } from './event-batches.js'

const keyOf = ({ identity, event }: IncomingEvent): string => `${identity}/${event.revision}`

/** The first event of each key, in key order: concurrent batches then wait for each other in one direction and do not deadlock. */
function candidatesOf(events: readonly IncomingEvent[]): readonly IncomingEvent[] {
  const first = new Map<string, IncomingEvent>()
  for (const incoming of events) if (!first.has(keyOf(incoming))) first.set(keyOf(incoming), incoming)
  return [...first.values()].sort((a, b) => {
    if (a.identity !== b.identity) return a.identity < b.identity ? -1 : 1
    return a.event.revision - b.event.revision
  })
}

/**
 * Identities and bodies in one statement: the key decides which rows are new, and only their bodies follow. Gives the places of those that were taken.
 * It waits for a concurrent transaction that holds the same key; when that commits, the key is taken.
 */
function insertSql(schema: string): string {
  const names = eventColumns.map(({ name }) => name).join(', ')
  const arrays = eventColumns.map(({ type }, index) => `$${index + 3}::${type}[]`).join(', ')
  return `WITH incoming AS (
  SELECT * FROM unnest(${arrays}) WITH ORDINALITY AS u(${names}, place)
), kept AS (
  INSERT INTO ${schema}.event_identity (tenant, identity, revision, fingerprint, occurred_at, epoch)
  SELECT $1::text, identity, revision, fingerprint, occurred_at, $2::int4 FROM incoming ORDER BY identity, revision
  ON CONFLICT (tenant, identity, revision) DO NOTHING
  RETURNING identity, revision
), bodies AS (
  INSERT INTO ${schema}.event (tenant, epoch, ${names})
  SELECT $1::text, $2::int4, ${names} FROM incoming JOIN kept USING (identity, revision)
)
SELECT incoming.place::text AS place FROM incoming WHERE NOT EXISTS (
  SELECT FROM kept WHERE kept.identity = incoming.identity AND kept.revision = incoming.revision)`
}

/** What is kept under the keys that were taken. A statement of its own: only a new snapshot shows what a concurrent transaction committed. */
function readBackSql(schema: string): string {
  return `SELECT taken.identity || '/' || taken.revision AS key, encode(kept.fingerprint, 'hex') AS fingerprint
FROM unnest($2::text[], $3::text[]) AS taken(identity, revision)
JOIN ${schema}.event_identity AS kept
  ON kept.tenant = $1::text AND kept.identity = decode(taken.identity, 'hex') AND kept.revision = taken.revision::int4`
}

/** Fingerprints that were kept before, under the keys that were taken. What is not among them was new, and is kept now. */
async function insertAndReadBack(session: Session, candidates: readonly IncomingEvent[]): Promise<ReadonlyMap<string, string>> {
  const fingerprints = new Map<string, string>()
  const batches = eventBatches(candidates)
  let next = batches.next()
  while (next.done !== true) {
    const { events, arrays } = next.value
    const inserting = session.query(insertSql(session.schema), [session.tenant, session.epoch, ...arrays])
    // Written while the server works.
    next = batches.next()
    const taken = (await inserting).map((row) => elementAt(events, integerOf(row, 'place') - 1))
    for (const row of await readBack(session, taken)) fingerprints.set(textOf(row, 'key'), textOf(row, 'fingerprint'))
  }
  return fingerprints
}

async function readBack(session: Session, taken: readonly IncomingEvent[]): Promise<readonly Row[]> {
  if (taken.length === 0) return []
  const rows = await session.query(readBackSql(session.schema), [session.tenant, taken.map(({ identity }) => identity), taken.map(({ event }) => String(event.revision))])
  assertInvariant(rows.length === taken.length, 'a key that is taken is read back')
  return rows
}

function elementAt(events: readonly IncomingEvent[], index: number): IncomingEvent {
  const incoming = events[index]
  assertInvariant(incoming !== undefined, 'a place is that of an event')
  return incoming
}

/**
 * Decides and keeps a batch, in one or more statements of one transaction.
 *
 * Correct at every isolation level. At READ COMMITTED a key that is taken waits for its holder and is then read back. Above it the server
 * refuses to skip a row that the snapshot does not show, so a race ends as `storage.contention` and never as a silent duplicate.
 */
export async function appendEvents(session: Session, events: readonly IncomingEvent[]): Promise<readonly AppendOutcome[]> {
  const decided = new Map(await insertAndReadBack(session, candidatesOf(events)))
  return events.map((incoming) => {
    const key = keyOf(incoming)
    const kept = decided.get(key)
    if (kept !== undefined) return kept === incoming.fingerprint ? 'duplicate' : 'conflict'
    decided.set(key, incoming.fingerprint)
    return 'accepted'
  })
}
