import { assertInvariant } from '@farthing/core'
import type { AppendOutcome, IncomingEvent } from '@farthing/ports'
import { textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/** Bounds of one statement: enough rows to make the round trip cheap, little enough text to keep memory small. */
const chunkRows = 5_000
const chunkCharacters = 4_000_000

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

/** The columns of `incoming` below, each with its value as text. */
const columns: readonly (readonly [name: string, value: (incoming: IncomingEvent) => string | null])[] = [
  ['identity', ({ identity }) => identity],
  ['revision', ({ event }) => String(event.revision)],
  ['fingerprint', ({ fingerprint }) => fingerprint],
  ['occurred_at', ({ event }) => event.time],
  ['source', ({ event }) => event.source],
  ['id', ({ event }) => event.id],
  ['type', ({ event }) => event.type],
  ['subject', ({ event }) => event.subject],
  ['subscription', ({ event }) => event.subscription ?? null],
  ['data', ({ event }) => (event.data === null ? null : JSON.stringify(event.data))],
  ['time_from_receipt', ({ event }) => String(event.timeFromReceipt === true)],
  ['extensions', ({ event }) => (event.extensions === undefined ? null : JSON.stringify(event.extensions))],
  ['received_at', ({ receivedAt }) => receivedAt],
]

type ColumnValues = readonly (string | null)[]

/** One array per column, cut into pieces within the bounds of a statement. */
function* chunksOf(candidates: readonly IncomingEvent[]): Iterable<{ readonly events: readonly IncomingEvent[]; readonly arrays: readonly ColumnValues[] }> {
  let start = 0
  while (start < candidates.length) {
    const arrays: (string | null)[][] = columns.map(() => [])
    let end = start
    for (let size = 0; end < candidates.length && end - start < chunkRows && size < chunkCharacters; end += 1) {
      const incoming = candidates[end]
      assertInvariant(incoming !== undefined, 'an index below the length has an element')
      columns.forEach(([, valueOf], index) => {
        const value = valueOf(incoming)
        size += value?.length ?? 0
        arrays[index]?.push(value)
      })
    }
    yield { events: candidates.slice(start, end), arrays }
    start = end
  }
}

/**
 * Identities and bodies in one statement: the key decides which rows are new, and only their bodies follow.
 * It waits for a concurrent transaction that holds the same key; when that commits, the key is taken.
 */
function insertSql(schema: string): string {
  const names = columns.map(([name]) => name).join(', ')
  const arrays = columns.map((_, index) => `$${index + 3}::text[]`).join(', ')
  return `WITH incoming AS (
  SELECT decode(u.identity, 'hex') AS identity, u.revision::int4, decode(u.fingerprint, 'hex') AS fingerprint, u.occurred_at::timestamptz,
    u.source, u.id, u.type, u.subject, u.subscription, u.data::json, u.time_from_receipt::boolean, u.extensions::json, u.received_at::timestamptz
  FROM unnest(${arrays}) AS u(${names})
), kept AS (
  INSERT INTO ${schema}.event_identity (tenant, identity, revision, fingerprint, occurred_at, epoch)
  SELECT $1::text, identity, revision, fingerprint, occurred_at, $2::int4 FROM incoming ORDER BY identity, revision
  ON CONFLICT (tenant, identity, revision) DO NOTHING
  RETURNING identity, revision
), bodies AS (
  INSERT INTO ${schema}.event (tenant, epoch, ${names})
  SELECT $1::text, $2::int4, ${names} FROM incoming JOIN kept USING (identity, revision)
)
SELECT encode(identity, 'hex') || '/' || revision AS key FROM kept`
}

/** What is kept under the keys that were taken. A statement of its own: only a new snapshot shows what a concurrent transaction committed. */
function readBackSql(schema: string): string {
  return `SELECT taken.identity || '/' || taken.revision AS key, encode(kept.fingerprint, 'hex') AS fingerprint
FROM unnest($2::text[], $3::text[]) AS taken(identity, revision)
JOIN ${schema}.event_identity AS kept
  ON kept.tenant = $1::text AND kept.identity = decode(taken.identity, 'hex') AND kept.revision = taken.revision::int4`
}

interface Decided {
  readonly accepted: ReadonlySet<string>
  /** Fingerprint that is kept under each key. */
  readonly fingerprints: ReadonlyMap<string, string>
}

async function insertAndReadBack(session: Session, candidates: readonly IncomingEvent[]): Promise<Decided> {
  const accepted = new Set<string>()
  const fingerprints = new Map<string, string>()
  for (const { events, arrays } of chunksOf(candidates)) {
    const kept = await session.query(insertSql(session.schema), [session.tenant, session.epoch, ...arrays])
    for (const row of kept) accepted.add(textOf(row, 'key'))
    const taken = events.filter((incoming) => !accepted.has(keyOf(incoming)))
    if (taken.length === 0) continue
    const identities = taken.map(({ identity }) => identity)
    const revisions = taken.map(({ event }) => String(event.revision))
    const rows = await session.query(readBackSql(session.schema), [session.tenant, identities, revisions])
    for (const row of rows) fingerprints.set(textOf(row, 'key'), textOf(row, 'fingerprint'))
  }
  return { accepted, fingerprints }
}

/**
 * Decides and keeps a batch, in one or more statements of one transaction.
 *
 * Correct at every isolation level. At READ COMMITTED a key that is taken waits for its holder and is then read back. Above it the server
 * refuses to skip a row that the snapshot does not show, so a race ends as `storage.contention` and never as a silent duplicate.
 */
export async function appendEvents(session: Session, events: readonly IncomingEvent[]): Promise<readonly AppendOutcome[]> {
  const { accepted, fingerprints } = await insertAndReadBack(session, candidatesOf(events))
  const decided = new Map(fingerprints)
  return events.map((incoming) => {
    const key = keyOf(incoming)
    const kept = decided.get(key)
    if (kept !== undefined) return kept === incoming.fingerprint ? 'duplicate' : 'conflict'
    assertInvariant(accepted.has(key), 'a key that is taken is read back')
    decided.set(key, incoming.fingerprint)
    return 'accepted'
  })
}
