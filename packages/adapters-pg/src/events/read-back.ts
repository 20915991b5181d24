import { assertInvariant, type Hash } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'
import type { WriteArray } from '../connection/array-writer.js'
import { integerOf, textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { identityColumns } from './event-columns.js'
import { selectedRows } from './event-parameters.js'
import { versionKeyOf } from './event-version.js'

/** The fingerprint under the key of a row; each key is looked up by itself: a join of thousands of them would read the whole table where the server thinks that less. */
export function keptFingerprintSql(schema: string, row: string): string {
  return `(SELECT k.fingerprint FROM ${schema}.event_identity AS k WHERE k.tenant = $1::text AND k.identity = ${row}.identity AND k.revision = ${row}.revision)`
}

function readBackSql(schema: string, select: string): string {
  return `SELECT count(looked.kept)::text AS found,
  coalesce(string_agg(encode(looked.identity, 'hex') || '/' || looked.revision || ' ' || encode(looked.kept, 'hex'), ',')
    FILTER (WHERE looked.kept <> looked.fingerprint), '') AS others
FROM (
  SELECT taken.identity, taken.revision, taken.fingerprint, ${keptFingerprintSql(schema, 'taken')} AS kept
  FROM (SELECT ${select}) AS taken OFFSET 0
) AS looked`
}

/** By key, what is kept with another fingerprint. */
async function readOthers(session: Session, taken: readonly IncomingEvent[], write: WriteArray): Promise<ReadonlyMap<string, Hash>> {
  const columns = identityColumns.map(({ valueOf }) => taken.map(valueOf))
  const { select, parameters } = selectedRows(identityColumns, columns, { first: 2, write })
  const rows = await session.query(readBackSql(session.schema, select), [session.tenant, ...parameters])
  assertInvariant(integerOf(rows[0], 'found') === taken.length, 'a key that is taken is read back')
  const others = textOf(rows[0], 'others')
  return new Map(others === '' ? [] : others.split(',').map((other) => other.split(' ') as [key: string, fingerprint: Hash]))
}

/**
 * For each event the fingerprint that is kept under its key if that was taken. Most are those of the same events again, so only the others travel.
 *
 * A statement of its own: only a new snapshot shows what a concurrent transaction committed.
 */
export async function readBack(
  session: Session,
  events: readonly IncomingEvent[],
  isTaken: (index: number) => boolean,
  write: WriteArray,
): Promise<readonly (Hash | undefined)[]> {
  const taken = events.filter((_, index) => isTaken(index))
  if (taken.length === 0) return events.map(() => undefined)
  const others = await readOthers(session, taken, write)
  return events.map((incoming, index) => (isTaken(index) ? ((others.size > 0 ? others.get(versionKeyOf(incoming)) : undefined) ?? incoming.fingerprint) : undefined))
}
