import { fail } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { checkChargesApart, type ChargeRevision, type ChargeStore } from '@farthing/ports'
import { arrayLiteral } from '../connection/array-literal.js'
import type { ArrayType } from '../connection/array-type.js'
import { integerOf, textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { insertRecord, recordOf } from './record-rows.js'

/** Each failed try means that another transaction has stored a revision meanwhile. */
const mostTries = 50

/** The newest revision of each charge key that has one, each found by its key. */
async function heads({ query, schema, tenant }: Session, chargeKeys: readonly string[]): Promise<ReadonlyMap<string, ChargeRevision>> {
  const rows = await query(
    `SELECT newest.revision::text AS revision, newest.body FROM unnest($2::text[]) AS asked(charge_key)
CROSS JOIN LATERAL (SELECT c.revision, c.body::text AS body FROM ${schema}.charge AS c
  WHERE c.tenant = $1::text AND c.charge_key = asked.charge_key ORDER BY c.revision DESC LIMIT 1) AS newest`,
    [tenant, chargeKeys],
  )
  return new Map(rows.map((row) => {
    const charge = recordOf(row) as Charge
    return [charge.chargeKey, { charge, revision: integerOf(row, 'revision') }]
  }))
}

/** Claims the next revisions, in the order of their keys so that those who meet wait in one direction. Gives the keys of those that were free. */
async function claim({ query, schema, tenant }: Session, next: readonly ChargeRevision[]): Promise<ReadonlySet<string>> {
  const ordered = [...next].sort((a, b) => (a.charge.chargeKey < b.charge.chargeKey ? -1 : 1))
  const column = (type: ArrayType, valueOf: (of: ChargeRevision) => string | number): string => arrayLiteral(type, ordered.map(valueOf))
  const rows = await query(
    `INSERT INTO ${schema}.charge (tenant, body, charge_key, revision, rating_key)
SELECT $1::text, given.body, given.charge_key, given.revision, given.rating_key
FROM unnest($2::json[], $3::text[], $4::int4[], $5::text[]) AS given(body, charge_key, revision, rating_key)
ON CONFLICT DO NOTHING RETURNING charge_key`,
    [
      tenant, column('json', ({ charge }) => JSON.stringify(charge)), column('text', ({ charge }) => charge.chargeKey), column('int4', ({ revision }) => revision),
      column('text', ({ charge }) => charge.ratingKey),
    ],
  )
  return new Set(rows.map((row) => textOf(row, 'charge_key')))
}

/** Two statements for any number; what others have rated meanwhile is looked at again, one by one. */
async function putAll(session: Session, charges: readonly Charge[]): Promise<readonly ChargeRevision[]> {
  checkChargesApart(charges)
  if (charges.length === 0) return []
  const kept = await heads(session, charges.map(({ chargeKey }) => chargeKey))
  const wanted = charges.map((charge) => {
    const head = kept.get(charge.chargeKey)
    return head?.charge.ratingKey === charge.ratingKey ? { head } : { next: { charge, revision: head === undefined ? 0 : head.revision + 1 } }
  })
  const next = wanted.flatMap((each) => (each.next === undefined ? [] : [each.next]))
  const claimed = next.length === 0 ? new Set() : await claim(session, next)
  const revisions: ChargeRevision[] = []
  for (const { head, next } of wanted) revisions.push(next === undefined ? head : claimed.has(next.charge.chargeKey) ? next : await put(session, next.charge))
  return revisions
}

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
    putAll: (charges) => session.step(() => putAll(session, charges)),
    head: (chargeKey) => session.step(() => head(session, chargeKey)),
  }
}
