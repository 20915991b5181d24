import { fail } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import type { ChargeRevision, ChargeStore } from '@farthing/ports'
import { integerOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { insertRecord, recordOf } from './record-rows.js'

/** Each failed try means that another transaction has stored a revision meanwhile. */
const mostTries = 50

async function head(session: Session, chargeKey: string): Promise<ChargeRevision | undefined> {
  const rows = await session.query(
    `SELECT c.revision::text AS revision, c.body::text AS body FROM ${session.schema}.charge AS c
WHERE c.tenant = $1::text AND c.charge_key = $2::text ORDER BY c.revision DESC LIMIT 1`,
    [session.tenant, chargeKey],
  )
  return rows[0] && { charge: recordOf(rows[0]) as Charge, revision: integerOf(rows[0], 'revision') }
}

/** Looks at the head and claims the next revision; the key decides, and whoever comes second waits, then looks again. */
async function put(session: Session, charge: Charge): Promise<ChargeRevision> {
  const { chargeKey, ratingKey } = charge
  for (let tries = 0; tries < mostTries; tries += 1) {
    const kept = await head(session, chargeKey)
    if (kept?.charge.ratingKey === ratingKey) return kept
    const revision = kept === undefined ? 0 : kept.revision + 1
    const columns = [['charge_key', chargeKey], ['revision', revision, 'int4'], ['rating_key', ratingKey]] as const
    if (await insertRecord(session, 'charge', columns, charge)) return { charge, revision }
  }
  return fail('storage.contention', { field: 'charge', because: `was rated by others ${mostTries} times meanwhile`, facts: { chargeKey } })
}

export function pgChargeStore(session: Session): ChargeStore {
  return {
    put: (charge) => session.step(() => put(session, charge)),
    head: (chargeKey) => session.step(() => head(session, chargeKey)),
  }
}
