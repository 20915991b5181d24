import { fail } from '@farthing/core'
import type { Page, PageRequest, PaymentRecord, PaymentRecordFilter, PaymentRecordKind, PaymentRecordOf, PaymentStore } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { listPage } from './list-page.js'
import { findRecord, insertRecord, isSameContent, recordOf, type KeyColumns } from './record-rows.js'

const table = 'payment_record'

function keyOf({ kind, id }: PaymentRecord, revision: number): KeyColumns {
  return [['kind', kind], ['id', id], ['revision', revision, 'int4']]
}

function columnsOf(record: PaymentRecord): KeyColumns {
  const { revision, status, provider, account, payment, providerName, createdAt } = record
  const named = [['account', account], ['payment', payment], ['provider_name', providerName]] as const
  const given = named.flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]))
  return [...keyOf(record, revision), ['status', status], ['provider', provider], ...given, ['created_at', createdAt, 'timestamptz']]
}

/** Claims the next place; the key decides, and whoever comes second has waited for the first and is refused. */
async function append(session: Session, record: PaymentRecord): Promise<void> {
  const { kind, id, revision } = record
  if (revision === 1 || (await findRecord(session, table, keyOf(record, revision - 1))) !== undefined) {
    if (await insertRecord(session, table, columnsOf(record), record)) return
  }
  const kept = await findRecord(session, table, keyOf(record, revision))
  if (kept !== undefined && isSameContent(kept, record)) return
  const because = kept === undefined ? `is ${revision}, and the one before is not there` : `is ${revision}, which is taken`
  fail('storage.conflict', { field: 'record.revision', because, facts: { kind, id, revision } })
}

async function history<K extends PaymentRecordKind>(session: Session, kind: K, id: string, which: 'all' | 'last'): Promise<readonly PaymentRecordOf<K>[]> {
  const rows = await session.query(
    `SELECT r.body::text AS body FROM ${session.schema}.${table} AS r
WHERE r.tenant = $1::text AND r.kind = $2::text AND r.id = $3::text ORDER BY r.revision ${which === 'last' ? 'DESC LIMIT 1' : ''}`,
    [session.tenant, kind, id],
  )
  return rows.map((row) => recordOf(row) as PaymentRecordOf<K>)
}

const columns: { readonly [name in keyof PaymentRecordFilter]-?: string } = {
  account: 'account',
  provider: 'provider',
  payment: 'payment',
  providerName: 'provider_name',
  status: 'status',
}

function list<K extends PaymentRecordKind>(session: Session, kind: K, filter: PaymentRecordFilter, page: PageRequest | undefined): Promise<Page<PaymentRecordOf<K>>> {
  const given = Object.entries(columns).flatMap(([name, column]) => {
    const value = filter[name as keyof PaymentRecordFilter]
    return value === undefined ? [] : [[column, value] as const]
  })
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'created_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
    where: (bind: (value: unknown) => string) => [
      `r.kind = ${bind(kind)}::text`,
      ...given.map(([column, value]) => `r.${column} = ${bind(value)}::text`),
      `NOT EXISTS (SELECT FROM ${session.schema}.${table} AS n WHERE n.tenant = r.tenant AND n.kind = r.kind AND n.id = r.id AND n.revision = r.revision + 1)`,
    ],
    read: (row: Row) => recordOf(row) as PaymentRecordOf<K>,
  } as const
  return listPage(session, query, page)
}

export function pgPaymentStore(session: Session): PaymentStore {
  return {
    append: (record) => session.step(() => append(session, record)),
    get: (kind, id) => session.step(async () => (await history(session, kind, id, 'last'))[0]),
    history: (kind, id) => session.step(() => history(session, kind, id, 'all')),
    list: (kind, filter, page) => session.step(() => list(session, kind, filter, page)),
  }
}
