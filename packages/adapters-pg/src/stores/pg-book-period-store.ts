import { fail } from '@farthing/core'
import type { BookPeriods } from '@farthing/ledger'
import type { BookClosing, BookPeriodStore, Page, PageRequest } from '@farthing/ports'
import { daySql } from '../connection/instant-sql.js'
import { integerOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { listPage } from './list-page.js'
import { insertRecord, recordOf } from './record-rows.js'

async function current({ query, schema, tenant }: Session): Promise<BookPeriods> {
  const [row] = await query(`SELECT ${daySql('p.closed_through')} AS through FROM ${schema}.book_period AS p WHERE p.tenant = $1::text`, [tenant])
  const through = row?.['through'] ?? undefined
  return through === undefined ? {} : { closedThrough: through }
}

/** The lock that the guard of postings takes for all who book, taken here for one; then nobody is booking, and who comes waits. */
async function close(session: Session, closing: BookClosing): Promise<void> {
  const { schema, tenant } = session
  const { through } = closing
  await session.query(`SELECT pg_advisory_xact_lock(${schema}.book_lock_space(), hashtext($1))::text AS locked`, [tenant])
  const rows = await session.query(
    `INSERT INTO ${schema}.book_period AS p (tenant, closed_through) VALUES ($1::text, $2::date)
ON CONFLICT (tenant) DO UPDATE SET closed_through = excluded.closed_through WHERE p.closed_through IS NULL OR p.closed_through < excluded.closed_through
RETURNING 1::text AS moved`,
    [tenant, through],
  )
  const moved = rows.length === 1 && integerOf(rows[0], 'moved') === 1
  if (!moved || !(await insertRecord(session, 'book_closing', [['closed_through', through, 'date']], closing))) {
    fail('storage.conflict', { field: 'closing.through', because: `is ${through}, and the books are closed through that day or a later one` })
  }
}

function list(session: Session, page: PageRequest | undefined): Promise<Page<BookClosing>> {
  return listPage(
    session,
    {
      select: 'r.body::text AS body',
      table: 'book_closing',
      order: [{ name: 'closed_through', type: 'date' }],
      where: () => [],
      read: (row) => recordOf(row) as BookClosing,
    },
    page,
  )
}

export function pgBookPeriodStore(session: Session): BookPeriodStore {
  return {
    current: () => session.step(() => current(session)),
    close: (closing) => session.step(() => close(session, closing)),
    list: (page) => session.step(() => list(session, page)),
  }
}
