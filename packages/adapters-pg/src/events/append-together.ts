import type { Hash } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'
import { arrayLiteral } from '../connection/array-literal.js'
import { integerOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { eventColumns, namesOf } from './event-columns.js'
import { parametersOf } from './event-parameters.js'
import { readBack } from './read-back.js'

/** Identities and bodies in one statement: the key decides which rows are new, and only their bodies follow. Gives the places of those that were taken. */
function insertSql(schema: string): string {
  const names = namesOf(eventColumns)
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

/**
 * Keeps a few events of different keys in one round trip, and a second one where some of their keys are taken.
 * Gives for each the fingerprint that was kept before it, if any.
 */
export async function appendTogether(session: Session, events: readonly IncomingEvent[]): Promise<readonly (Hash | undefined)[]> {
  const columns = eventColumns.map(({ valueOf }) => events.map(valueOf))
  const rows = await session.query(insertSql(session.schema), [session.tenant, session.epoch, ...parametersOf(eventColumns, columns, arrayLiteral)])
  const taken = new Set(rows.map((row) => integerOf(row, 'place') - 1))
  return readBack(session, events, (index) => taken.has(index), arrayLiteral)
}
