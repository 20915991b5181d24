import type { LedgerTransaction } from '@farthing/ledger'
import { textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/**
 * Headers and entries in one statement, so that the entries of a transaction that is known are not written again. In the order of ids: two batches
 * that share some wait for each other and do not lock each other out.
 */
function insertSql(schema: string): string {
  return `WITH header AS (
  INSERT INTO ${schema}.ledger_transaction
    (tenant, id, entries, kind, key, reference, booked_at, accounting_date, actor, correlation, cause, corrects, fingerprint)
  SELECT $1::text, given.*
  FROM unnest($2::text[], $3::int4[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::date[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
    AS given(id, entries, kind, key, reference, booked_at, accounting_date, actor, correlation, cause, corrects, fingerprint)
  ORDER BY given.id
  ON CONFLICT (tenant, id) DO NOTHING RETURNING id, entries
), sides AS (
  INSERT INTO ${schema}.ledger_entry (tenant, transaction_id, entries, position, role, account, routing, currency, amount_minor, item)
  SELECT $1::text, header.id, header.entries, side.position, side.role, side.account, side.routing, side.currency, side.amount::numeric, side.item
  FROM unnest($14::text[], $15::int4[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[])
    AS side(id, position, role, account, routing, currency, amount, item)
  JOIN header ON header.id = side.id
)
SELECT json_build_array(id)::text AS id FROM header`
}

/** Inserts transactions of different ids, and gives the ids of those that were not there. */
export async function insertTransactions(session: Session, posted: readonly LedgerTransaction[]): Promise<ReadonlySet<string>> {
  const column = <T>(of: (transaction: LedgerTransaction) => T): readonly T[] => posted.map(of)
  const sides = posted.flatMap(({ id, entries }) => entries.map((entry, position) => ({ id, position, ...entry })))
  const rows = await session.query(insertSql(session.schema), [
    session.tenant,
    column(({ id }) => id),
    column(({ entries }) => entries.length),
    column(({ kind }) => kind),
    column(({ key }) => key),
    column(({ reference }) => reference),
    column(({ bookedAt }) => bookedAt),
    column(({ accountingDate }) => accountingDate),
    column(({ actor }) => actor),
    column(({ correlation }) => correlation),
    column(({ cause = null }) => cause),
    column(({ corrects = null }) => corrects),
    column(({ fingerprint }) => fingerprint),
    sides.map(({ id }) => id),
    sides.map(({ position }) => position),
    sides.map(({ account }) => account.role),
    sides.map(({ account }) => account.account ?? null),
    sides.map(({ account }) => account.routing ?? null),
    sides.map(({ currency }) => currency),
    sides.map(({ amountMinor }) => amountMinor),
    sides.map(({ item = null }) => item),
  ])
  return new Set(rows.map((row) => (JSON.parse(textOf(row, 'id')) as [string])[0]))
}
