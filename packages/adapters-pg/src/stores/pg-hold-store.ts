import { fail } from '@farthing/core'
import type { HoldFilter, HoldRecord, HoldStore, Page, PageRequest } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { listPage } from './list-page.js'
import { findRecord, insertRecord, isSameContent, recordOf, type KeyColumns } from './record-rows.js'

const table = 'ledger_hold'

const placeOf = (id: string, revision: number): KeyColumns => [['id', id], ['revision', revision, 'int4']]

/** Claims the next place; the key decides, and whoever comes second has waited for the first and is refused. */
async function append(session: Session, record: HoldRecord): Promise<void> {
  const { id, revision, account, pool, status, placedAt } = record
  if (revision === 1 || (await findRecord(session, table, placeOf(id, revision - 1))) !== undefined) {
    const columns: KeyColumns = [...placeOf(id, revision), ['account', account], ['pool', pool], ['status', status], ['placed_at', placedAt, 'timestamptz']]
    if (await insertRecord(session, table, columns, record)) return
  }
  const kept = await findRecord(session, table, placeOf(id, revision))
  if (kept !== undefined && isSameContent(kept, record)) return
  const because = kept === undefined ? `is ${revision}, and the one before is not there` : `is ${revision}, which is taken`
  fail('storage.conflict', { field: 'record.revision', because, facts: { id, revision } })
}

async function get(session: Session, id: string): Promise<HoldRecord | undefined> {
  const rows = await session.query(
    `SELECT r.body::text AS body FROM ${session.schema}.${table} AS r WHERE r.tenant = $1::text AND r.id = $2::text ORDER BY r.revision DESC LIMIT 1`,
    [session.tenant, id],
  )
  return rows[0] && (recordOf(rows[0]) as HoldRecord)
}

function list(session: Session, { account, pool, status }: HoldFilter, page: PageRequest | undefined): Promise<Page<HoldRecord>> {
  const given = [['account', account], ['pool', pool], ['status', status]] as const
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'placed_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
    where: (bind: (value: unknown) => string) => [
      ...given.flatMap(([column, value]) => (value === undefined ? [] : [`r.${column} = ${bind(value)}::text`])),
      `NOT EXISTS (SELECT FROM ${session.schema}.${table} AS n WHERE n.tenant = r.tenant AND n.id = r.id AND n.revision = r.revision + 1)`,
    ],
    read: (row: Row) => recordOf(row) as HoldRecord,
  } as const
  return listPage(session, query, page)
}

export function pgHoldStore(session: Session): HoldStore {
  return {
    append: (record) => session.step(() => append(session, record)),
    get: (id) => session.step(() => get(session, id)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
  }
}
