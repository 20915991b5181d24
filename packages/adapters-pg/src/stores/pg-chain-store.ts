import { fail } from '@farthing/core'
import type { ChainLink, LedgerTransaction } from '@farthing/ledger'
import type { ChainedTransaction, ChainStore } from '@farthing/ports'
import { integerOf, textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { checkLimit } from './list-page.js'
import { transactionOf, transactionSql } from './read-transactions.js'

/** Behind this place nothing is in the chain; a row with no link yet has the place before all. */
const lastPlaceSql = (schema: string): string =>
  `SELECT l.epoch, l.written_by, l.transaction_id FROM ${schema}.ledger_link AS l WHERE l.tenant = $1::text ORDER BY l.sequence DESC LIMIT 1`

async function unchained(session: Session, limit: number): Promise<readonly LedgerTransaction[]> {
  const [last] = await session.query(
    `SELECT place.epoch::text AS epoch, place.written_by::text AS written_by, place.transaction_id AS id FROM (${lastPlaceSql(session.schema)}) AS place`,
    [session.tenant],
  )
  const rows = await session.query(
    `SELECT ${transactionSql(session.schema)} FROM ${session.schema}.ledger_transaction AS r
WHERE r.tenant = $1::text AND (r.epoch, r.written_by, r.id) > ($2::int4, $3::text::xid8, $4::text)
  AND (r.epoch < $5::int4 OR r.written_by < pg_snapshot_xmin(pg_current_snapshot()))
ORDER BY r.epoch, r.written_by, r.id LIMIT $6::int4`,
    [session.tenant, last === undefined ? 0 : integerOf(last, 'epoch'), last?.['written_by'] ?? '0', last?.['id'] ?? '', session.epoch, checkLimit(limit)],
  )
  return rows.map((row) => transactionOf(row, session.tenant))
}

const linkColumns = `json_build_array(l.transaction_id, l.record_hash, l.previous, l.hash)::text AS link, l.sequence::text AS sequence`

function linkOf(row: Row, tenant: string): ChainLink {
  const [transaction, recordHash, previous, hash] = JSON.parse(textOf(row, 'link')) as readonly [string, string, string, string]
  return { tenant, sequence: integerOf(row, 'sequence'), transaction, recordHash, previous, hash }
}

async function head(session: Session): Promise<ChainLink | undefined> {
  const rows = await session.query(
    `SELECT ${linkColumns} FROM ${session.schema}.ledger_link AS l WHERE l.tenant = $1::text ORDER BY l.sequence DESC LIMIT 1`,
    [session.tenant],
  )
  return rows[0] && linkOf(rows[0], session.tenant)
}

/** The key decides between two sealers: whoever comes second waits for the first, and then has no place. */
async function append(session: Session, links: readonly ChainLink[]): Promise<void> {
  const next = ((await head(session))?.sequence ?? 0) + 1
  const wrong = links.find(({ sequence }, index) => sequence !== next + index)
  if (wrong !== undefined) fail('storage.conflict', { field: 'link.sequence', because: `is ${wrong.sequence} where ${next} is next` })
  const rows = await session.query(
    `INSERT INTO ${session.schema}.ledger_link (tenant, sequence, transaction_id, record_hash, previous, hash, epoch, written_by)
SELECT $1::text, given.sequence, given.id, given.record_hash, given.previous, given.hash, header.epoch, header.written_by
FROM unnest($2::int8[], $3::text[], $4::text[], $5::text[], $6::text[]) AS given(sequence, id, record_hash, previous, hash)
JOIN ${session.schema}.ledger_transaction AS header ON header.tenant = $1::text AND header.id = given.id
ORDER BY given.sequence
ON CONFLICT DO NOTHING RETURNING 'kept' AS kept`,
    [
      session.tenant,
      links.map(({ sequence }) => sequence),
      links.map(({ transaction }) => transaction),
      links.map(({ recordHash }) => recordHash),
      links.map(({ previous }) => previous),
      links.map(({ hash }) => hash),
    ],
  )
  if (rows.length < links.length) fail('storage.conflict', { field: 'link', because: 'has a place that is taken, or a transaction that is chained or not in the book' })
}

/** What the fields of a transaction do not show: a place in the feed, a count and positions that are not those that were written. */
function damageSql(schema: string): string {
  return `CASE WHEN r.epoch <> l.epoch OR r.written_by <> l.written_by THEN 'stands elsewhere in the feed'
  WHEN (SELECT count(*) <> r.entries OR coalesce(bool_or(e.entries <> r.entries), true) OR max(e.position) <> r.entries - 1
        FROM ${schema}.ledger_entry AS e WHERE e.tenant = r.tenant AND e.transaction_id = r.id) THEN 'has entries that are not numbered as they were written' END`
}

async function list(session: Session, after: number, limit: number): Promise<readonly ChainedTransaction[]> {
  const { schema, tenant } = session
  const rows = await session.query(
    `SELECT ${linkColumns}, (r.id IS NOT NULL)::text AS found, ${damageSql(schema)} AS damage, ${transactionSql(schema)}
FROM ${schema}.ledger_link AS l LEFT JOIN ${schema}.ledger_transaction AS r ON r.tenant = l.tenant AND r.id = l.transaction_id
WHERE l.tenant = $1::text AND l.sequence > $2::int8 ORDER BY l.sequence LIMIT $3::int4`,
    [tenant, after, checkLimit(limit)],
  )
  return rows.map((row) => {
    const link = linkOf(row, tenant)
    if (row['found'] !== 'true') return { link }
    const { damage = null } = row
    return { link, transaction: transactionOf(row, tenant), ...(damage !== null && { damage }) }
  })
}

async function strays(session: Session): Promise<readonly string[]> {
  const { schema, tenant } = session
  const rows = await session.query(
    `SELECT json_build_array(stray.id)::text AS id FROM (
  SELECT e.transaction_id AS id FROM ${schema}.ledger_entry AS e
  WHERE e.tenant = $1::text AND NOT EXISTS (SELECT FROM ${schema}.ledger_transaction AS r WHERE r.tenant = e.tenant AND r.id = e.transaction_id)
  UNION
  SELECT r.id FROM ${schema}.ledger_transaction AS r, (${lastPlaceSql(schema)}) AS place
  WHERE r.tenant = $1::text AND (r.epoch, r.written_by, r.id) <= (place.epoch, place.written_by, place.transaction_id)
    AND NOT EXISTS (SELECT FROM ${schema}.ledger_link AS l WHERE l.tenant = r.tenant AND l.transaction_id = r.id)
) AS stray ORDER BY stray.id LIMIT 100`,
    [tenant],
  )
  return rows.map((row) => (JSON.parse(textOf(row, 'id')) as [string])[0])
}

export function pgChainStore(session: Session): ChainStore {
  return {
    unchained: (limit) => session.step(() => unchained(session, limit)),
    head: () => session.step(() => head(session)),
    append: (links) => session.step(() => append(session, links)),
    list: (after, limit) => session.step(() => list(session, after, limit)),
    strays: () => session.step(() => strays(session)),
  }
}
