import { fail } from '@farthing/core'
import type { AccountScope, Page, PageRequest, RatingRun, RatingRunStore } from '@farthing/ports'
import { textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, insertRecord, isSameContent, recordOf, type KeyColumns } from './record-rows.js'

const table = 'rating_run'

const placeOf = (document: string, sequence: number): KeyColumns => [['document', document], ['sequence', sequence, 'int4']]

/** Claims the next place; the key decides, and whoever comes second has waited for the first and is refused. */
async function append(session: Session, run: RatingRun): Promise<void> {
  const { document, sequence, id, account, charges } = run
  const isNext = sequence === 0 || (await findRecord(session, table, placeOf(document, sequence - 1))) !== undefined
  if (isNext && (await insertRecord(session, table, [...placeOf(document, sequence), ['id', id], ['account', account]], run))) {
    await session.query(
      `INSERT INTO ${session.schema}.rated_charge (tenant, document, charge_key)
SELECT $1::text, $2::text, given.key FROM unnest($3::text[]) AS given(key) ORDER BY given.key ON CONFLICT DO NOTHING`,
      [session.tenant, document, [...new Set(charges.map(({ chargeKey }) => chargeKey))]],
    )
    return
  }
  const kept = await findRecord(session, table, placeOf(document, sequence))
  if (kept !== undefined && isSameContent(kept, run)) return
  fail('storage.conflict', { field: 'run.sequence', because: `is ${sequence}, which is taken or not the next, or the run has an id that is taken`, facts: { document, sequence } })
}

async function latest(session: Session, document: string): Promise<RatingRun | undefined> {
  const rows = await session.query(
    `SELECT r.body::text AS body FROM ${session.schema}.${table} AS r
WHERE r.tenant = $1::text AND r.document = $2::text ORDER BY r.sequence DESC LIMIT 1`,
    [session.tenant, document],
  )
  return rows[0] && (recordOf(rows[0]) as RatingRun)
}

async function documentsOf(session: Session, chargeKey: string): Promise<readonly string[]> {
  const rows = await session.query(
    `SELECT json_build_array(c.document)::text AS document FROM ${session.schema}.rated_charge AS c
WHERE c.tenant = $1::text AND c.charge_key = $2::text ORDER BY c.document`,
    [session.tenant, chargeKey],
  )
  return rows.map((row) => (JSON.parse(textOf(row, 'document')) as [string])[0])
}

function list(session: Session, filter: AccountScope, page: PageRequest | undefined): Promise<Page<RatingRun>> {
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'document', type: 'text' }, { name: 'sequence', type: 'int4' }],
    where: (bind: Bind) => ofAccounts(bind, filter),
    read: (row: Row) => recordOf(row) as RatingRun,
  } as const
  return listPage(session, query, page)
}

export function pgRatingRunStore(session: Session): RatingRunStore {
  return {
    append: (run) => session.step(() => append(session, run)),
    get: (id) => session.step(() => findRecord<RatingRun>(session, table, [['id', id]])),
    latest: (document) => session.step(() => latest(session, document)),
    documentsOf: (chargeKey) => session.step(() => documentsOf(session, chargeKey)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
  }
}
