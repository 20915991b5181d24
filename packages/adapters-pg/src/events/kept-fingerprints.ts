import type { Hash } from '@farthing/core'
import type { EventVersion } from '@farthing/ports'
import { integerOf, textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/** The fingerprints that are kept under these, in their order. */
export async function keptFingerprints(session: Session, versions: readonly EventVersion[]): Promise<readonly (Hash | undefined)[]> {
  if (versions.length === 0) return []
  const rows = await session.query(
    `SELECT asked.place::text AS place, encode(kept.fingerprint, 'hex') AS fingerprint
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS asked(identity, revision, place)
JOIN ${session.schema}.event_identity AS kept
  ON kept.tenant = $1::text AND kept.identity = decode(asked.identity, 'hex') AND kept.revision = asked.revision::int4`,
    [session.tenant, versions.map(({ identity }) => identity), versions.map(({ revision }) => String(revision))],
  )
  const found = new Map(rows.map((row) => [integerOf(row, 'place'), textOf(row, 'fingerprint')]))
  return versions.map((_, index) => found.get(index + 1))
}
