import type { Hash } from '@farthing/core'
import type { Page, PageRequest, TaxFilingRecord, TaxFilingStore } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { appendNext } from './append-next.js'
import { listPage } from './list-page.js'
import { recordOf } from './record-rows.js'

const table = 'tax_filing'

function append(session: Session, record: TaxFilingRecord): Promise<void> {
  const { document, state, at } = record
  return appendNext(session, { table, key: [['document', document]], others: [['state', state], ['recorded_at', at, 'timestamptz']], field: 'filing.revision' }, record)
}

async function records(session: Session, document: Hash): Promise<readonly TaxFilingRecord[]> {
  const sql = `SELECT body::text AS body FROM ${session.schema}.${table} WHERE tenant = $1::text AND document = $2::text ORDER BY revision`
  return (await session.query(sql, [session.tenant, document])).map((row) => recordOf(row) as TaxFilingRecord)
}

function due(session: Session, page: PageRequest | undefined): Promise<Page<TaxFilingRecord>> {
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'recorded_at', type: 'timestamptz' }, { name: 'document', type: 'text' }],
    where: () => [
      `r.state IN ('commit_due', 'void_due')`,
      `NOT EXISTS (SELECT FROM ${session.schema}.${table} AS n WHERE n.tenant = r.tenant AND n.document = r.document AND n.revision = r.revision + 1)`,
    ],
    read: (row: Row) => recordOf(row) as TaxFilingRecord,
  } as const
  return listPage(session, query, page)
}

export function pgTaxFilingStore(session: Session): TaxFilingStore {
  return {
    append: (record) => session.step(() => append(session, record)),
    records: (document) => session.step(() => records(session, document)),
    due: (page) => session.step(() => due(session, page)),
  }
}
