import { fail } from '@farthing/core'
import type { OutboxEntry, OutboxMessage, OutboxRange, OutboxStore } from '@farthing/ports'
import { integerOf, textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { checkLimit, listPage } from './list-page.js'
import { findRecord, isSameContent, recordOf } from './record-rows.js'

/**
 * One statement: the row of the account gives the next sequence and is locked until the transaction ends, and the message takes its place.
 * One that is known gives the place back, which nobody else can have seen.
 */
async function append(session: Session, message: OutboxMessage): Promise<OutboxEntry> {
  const { account, id } = message
  const sequence = await insertNext(session, message)
  if (sequence !== undefined) return { ...message, sequence }
  const sql = `UPDATE ${session.schema}.outbox_account SET last_sequence = last_sequence - 1 WHERE tenant = $1::text AND account = $2::text`
  await session.query(sql, [session.tenant, account])
  const kept = await find(session, account, id)
  if (kept !== undefined && isSameContent(kept, { ...message, sequence: kept.sequence })) return kept
  return fail('storage.conflict', { field: 'message', because: 'is kept with other content', facts: { key: id } })
}

function find(session: Session, account: string, id: string): Promise<OutboxEntry | undefined> {
  return findRecord<OutboxEntry>(session, 'outbox_message', [['account', account], ['id', id]])
}

/** Gives the place of a message that was not there. The sequence stands last in the body, so that the server can write it. */
async function insertNext({ query, schema, tenant, hintChannel }: Session, { account, id, topic, ...rest }: OutboxMessage): Promise<number | undefined> {
  const opened = JSON.stringify({ account, id, topic, ...rest }).slice(0, -1)
  // Sent at COMMIT, once for each transaction, and to nobody after a rollback.
  const hint = hintChannel === undefined ? '' : `, pg_catalog.pg_notify($6::text, 'outbox')::text AS hinted`
  const rows = await query(
    `WITH next AS (
  INSERT INTO ${schema}.outbox_account AS taken (tenant, account, last_sequence) VALUES ($1::text, $2::text, 1)
  ON CONFLICT (tenant, account) DO UPDATE SET last_sequence = taken.last_sequence + 1 RETURNING last_sequence
)
INSERT INTO ${schema}.outbox_message (tenant, account, sequence, id, topic, body)
SELECT $1::text, $2::text, next.last_sequence, $3::text, $4::text, ($5::text || ',"sequence":' || next.last_sequence || '}')::json FROM next
ON CONFLICT DO NOTHING RETURNING sequence::text AS sequence${hint}`,
    [tenant, account, id, topic, opened, ...(hintChannel === undefined ? [] : [hintChannel])],
  )
  return rows[0] && integerOf(rows[0], 'sequence')
}

async function read(session: Session, account: string, { after = 0, limit = 100 }: OutboxRange): Promise<readonly OutboxEntry[]> {
  if (!Number.isSafeInteger(after) || after < 0) fail('storage.page_invalid', { field: 'after', because: `is ${after}`, facts: { after } })
  const rows = await session.query(
    `SELECT body::text AS body FROM ${session.schema}.outbox_message
WHERE tenant = $1::text AND account = $2::text AND sequence > $3::int8 ORDER BY sequence LIMIT $4::int4`,
    [session.tenant, account, after, checkLimit(limit)],
  )
  return rows.map((row) => recordOf(row) as OutboxEntry)
}

const heads = {
  select: `json_build_array(r.account)::text AS account, r.last_sequence::text AS sequence`,
  table: 'outbox_account',
  order: [{ name: 'account', type: 'text' }],
  where: () => [],
  read: (row: Row) => ({ account: (JSON.parse(textOf(row, 'account')) as [string])[0], sequence: integerOf(row, 'sequence') }),
} as const

export function pgOutboxStore(session: Session): OutboxStore {
  return {
    append: (message) => session.step(() => append(session, message)),
    find: (account, id) => session.step(() => find(session, account, id)),
    read: (account, range) => session.step(() => read(session, account, range ?? {})),
    heads: (page) => session.step(() => listPage(session, heads, page)),
  }
}
