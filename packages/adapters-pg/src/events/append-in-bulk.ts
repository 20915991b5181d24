import type { Hash } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'
import type { WriteArray } from '../connection/array-writer.js'
import type { Session } from '../connection/session.js'
import { eventBatches, type EventBatch } from './event-batches.js'
import { eventColumns, identityColumns, namesOf } from './event-columns.js'
import { selectedRows, type SelectedRows } from './event-parameters.js'
import { versionKeyOf } from './event-version.js'
import { readBack } from './read-back.js'

/** The key decides which are new. They come in its order, which keeps the index near and lets batches that meet wait in one direction. NULL: all of them are new. */
function insertIdentitiesSql(schema: string, select: string): string {
  return `WITH kept AS (
  INSERT INTO ${schema}.event_identity (tenant, epoch, ${namesOf(identityColumns)})
  SELECT $1::text, $2::int4, ${select}
  ON CONFLICT (tenant, identity, revision) DO NOTHING
  RETURNING identity, revision
)
SELECT CASE WHEN (SELECT count(*) FROM kept) < cardinality($3::bytea[])
  THEN (SELECT coalesce(string_agg(encode(kept.identity, 'hex') || '/' || kept.revision, ','), '') FROM kept) END AS kept`
}

/** Without a look at what is kept already: the statement before has decided. */
function insertBodiesSql(schema: string, select: string): string {
  return `INSERT INTO ${schema}.event (tenant, epoch, ${namesOf(eventColumns)}) SELECT $1::text, $2::int4, ${select}`
}

/** The tenant and the epoch stand before the columns. */
const first = 3

/** The bodies at these places as parameters, in their order. */
function bodiesAt(places: readonly number[], { identities, bodies }: EventBatch, write: WriteArray): SelectedRows {
  return selectedRows(eventColumns, [...identities, ...bodies].map((values) => places.map((place) => values[place] ?? null)), { first, write })
}

async function insertBodies(session: Session, { select, parameters }: SelectedRows): Promise<void> {
  await session.query(insertBodiesSql(session.schema, select), [session.tenant, session.epoch, ...parameters])
}

/** Says of each event of a batch whether it was new. */
type IsNew = (index: number) => boolean

function newOnes(kept: string | null, { events }: EventBatch): IsNew {
  if (kept === null) return () => true
  if (kept === '') return () => false
  const keys = new Set(kept.split(','))
  const flags = events.map((incoming) => keys.has(versionKeyOf(incoming)))
  return (index) => flags[index] === true
}

/** A batch whose first statement can be sent. */
interface Piece {
  readonly batch: EventBatch
  readonly identities: SelectedRows
}

function* piecesOf(events: readonly IncomingEvent[], write: WriteArray): Generator<Piece, undefined> {
  for (const batch of eventBatches(events)) yield { batch, identities: selectedRows(identityColumns, batch.identities, { first, write }) }
}

/** Keeps one piece, and writes the next one while the server stores this one. */
async function appendPiece(session: Session, { batch, identities }: Piece, write: WriteArray, writeNext: () => void): Promise<readonly (Hash | undefined)[]> {
  const deciding = session.query(insertIdentitiesSql(session.schema, identities.select), [session.tenant, session.epoch, ...identities.parameters])
  // Awaited below. Should what is written meanwhile fail, that is the failure.
  deciding.catch(() => undefined)
  const bodies = bodiesAt(batch.bodyOrder, batch, write)
  const kept = (await deciding)[0]?.['kept'] ?? null
  const isNew = newOnes(kept, batch)
  if (kept === null) {
    const storing = insertBodies(session, bodies)
    storing.catch(() => undefined)
    writeNext()
    await storing
    return batch.events.map(() => undefined)
  }
  if (kept !== '') await insertBodies(session, bodiesAt(batch.bodyOrder.filter(isNew), batch, write))
  writeNext()
  return readBack(session, batch.events, (index) => !isNew(index), write)
}

/**
 * Keeps many events of different keys in pieces of two statements each. Gives for each the fingerprint that was kept before it, if any.
 *
 * Bodies go where they stay, without a stage: those of duplicates are not stored and thrown away. A piece is written while the server works.
 */
export async function appendInBulk(session: Session, events: readonly IncomingEvent[]): Promise<readonly (Hash | undefined)[]> {
  const write = await session.arrays()
  const kept: (Hash | undefined)[] = []
  const pieces = piecesOf(events, write)
  let next = pieces.next()
  while (next.done !== true) {
    const known = await appendPiece(session, next.value, write, () => {
      next = pieces.next()
    })
    for (const fingerprint of known) kept.push(fingerprint)
  }
  return kept
}
