import type { IncomingEvent } from '@farthing/ports'
import type { WriteArray } from '../connection/array-writer.js'
import type { Session } from '../connection/session.js'
import { eventBatches, type EventBatch } from './event-batches.js'
import { eventColumns, identityColumns, namesOf } from './event-columns.js'
import { parametersOf, unnestSql } from './event-parameters.js'
import { versionKeyOf } from './event-version.js'
import { readBack } from './read-back.js'

/** The key decides which are new. They come in its order, which keeps the index near and lets batches that meet wait in one direction. NULL: all of them are new. */
function insertIdentitiesSql(schema: string): string {
  return `WITH kept AS (
  INSERT INTO ${schema}.event_identity (tenant, epoch, ${namesOf(identityColumns)})
  SELECT $1::text, $2::int4, ${unnestSql(identityColumns, 3)}
  ON CONFLICT (tenant, identity, revision) DO NOTHING
  RETURNING identity, revision
)
SELECT CASE WHEN (SELECT count(*) FROM kept) < cardinality($3::bytea[])
  THEN (SELECT coalesce(string_agg(encode(kept.identity, 'hex') || '/' || kept.revision, ','), '') FROM kept) END AS kept`
}

/** Without a look at what is kept already: the statement before has decided. */
function insertBodiesSql(schema: string): string {
  return `INSERT INTO ${schema}.event (tenant, epoch, ${namesOf(eventColumns)}) SELECT $1::text, $2::int4, ${unnestSql(eventColumns, 3)}`
}

/** The keys of those that are new, or all of them. */
async function insertIdentities(session: Session, { columns }: EventBatch, write: WriteArray): Promise<ReadonlySet<string> | 'all'> {
  const rows = await session.query(insertIdentitiesSql(session.schema), [session.tenant, session.epoch, ...parametersOf(identityColumns, columns, write)])
  const kept = rows[0]?.['kept'] ?? undefined
  return kept === undefined ? 'all' : new Set(kept.split(',').filter(Boolean))
}

/**
 * Keeps many events in pieces of two statements each. Gives what is kept under the keys that were taken, by key.
 *
 * Bodies go where they stay, without a stage: those of duplicates are not sent at all. Each piece is written while the server works on the one before.
 */
export async function appendInBulk(session: Session, events: readonly IncomingEvent[]): Promise<ReadonlyMap<string, string>> {
  const write = await session.arrays()
  const insertBodies = (bodies: readonly unknown[]) => session.query(insertBodiesSql(session.schema), [session.tenant, session.epoch, ...bodies])
  const fingerprints = new Map<string, string>()
  const batches = eventBatches(events)
  let next = batches.next()
  while (next.done !== true) {
    const batch = next.value
    const deciding = insertIdentities(session, batch, write)
    const bodies = parametersOf(eventColumns, batch.columns, write)
    const kept = await deciding
    const isKept = batch.events.map((incoming) => kept === 'all' || kept.has(versionKeyOf(incoming)))
    const storing =
      kept === 'all' ? insertBodies(bodies)
      : kept.size === 0 ? Promise.resolve([])
      : insertBodies(parametersOf(eventColumns, batch.columns.map((column) => column.filter((_, index) => isKept[index])), write))
    next = batches.next()
    await storing
    for (const [key, fingerprint] of await readBack(session, batch.events.filter((_, index) => isKept[index] !== true), write)) fingerprints.set(key, fingerprint)
  }
  return fingerprints
}
