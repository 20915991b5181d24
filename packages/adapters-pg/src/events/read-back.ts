import { assertInvariant } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'
import type { WriteArray } from '../connection/array-writer.js'
import { integerOf, textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { identityColumns } from './event-columns.js'
import { parametersOf, unnestSql } from './event-parameters.js'
import { versionKeyOf } from './event-version.js'

function readBackSql(schema: string): string {
  return `SELECT count(*)::text AS found,
  coalesce(string_agg(encode(kept.identity, 'hex') || '/' || kept.revision || ' ' || encode(kept.fingerprint, 'hex'), ',')
    FILTER (WHERE kept.fingerprint <> taken.fingerprint), '') AS others
FROM (SELECT ${unnestSql(identityColumns, 2)}) AS taken
JOIN ${schema}.event_identity AS kept
  ON kept.tenant = $1::text AND kept.identity = taken.identity AND kept.revision = taken.revision`
}

/**
 * The fingerprints that are kept under keys that were taken, by key. Most are those of the same events again, so only the others travel.
 *
 * A statement of its own: only a new snapshot shows what a concurrent transaction committed.
 */
export async function readBack(session: Session, taken: readonly IncomingEvent[], write: WriteArray): Promise<ReadonlyMap<string, string>> {
  const fingerprints = new Map(taken.map((incoming) => [versionKeyOf(incoming), incoming.fingerprint]))
  if (taken.length === 0) return fingerprints
  const columns = identityColumns.map(({ valueOf }) => taken.map(valueOf))
  const rows = await session.query(readBackSql(session.schema), [session.tenant, ...parametersOf(identityColumns, columns, write)])
  assertInvariant(integerOf(rows[0], 'found') === taken.length, 'a key that is taken is read back')
  for (const other of textOf(rows[0], 'others').split(',').filter(Boolean)) {
    const [key = '', fingerprint = ''] = other.split(' ')
    fingerprints.set(key, fingerprint)
  }
  return fingerprints
}
