import type { Hash } from '@farthing/core'
import type { EventVersion } from '@farthing/ports'
import { arrayLiteral } from '../connection/array-literal.js'
import { integerOf, textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { keptFingerprintSql } from './read-back.js'

/** Up to it a round trip that asks how to write arrays is worth more than what it saves. */
const fewVersions = 100

/** The fingerprints that are kept under these, in their order. */
export async function keptFingerprints(session: Session, versions: readonly EventVersion[]): Promise<readonly (Hash | undefined)[]> {
  if (versions.length === 0) return []
  const write = versions.length <= fewVersions ? arrayLiteral : await session.arrays()
  const rows = await session.query(
    `SELECT looked.place::text AS place, encode(looked.kept, 'hex') AS fingerprint
FROM (
  SELECT asked.place, ${keptFingerprintSql(session.schema, 'asked')} AS kept
  FROM unnest($2::bytea[], $3::int4[]) WITH ORDINALITY AS asked(identity, revision, place) OFFSET 0
) AS looked WHERE looked.kept IS NOT NULL`,
    [session.tenant, write('bytea', versions.map(({ identity }) => identity)), write('int4', versions.map(({ revision }) => revision))],
  )
  const found = new Map(rows.map((row) => [integerOf(row, 'place'), textOf(row, 'fingerprint')]))
  return versions.map((_, index) => found.get(index + 1))
}
