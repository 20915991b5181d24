import type { ControlRecord, ControlRecordFilter, ControlRecordKind, ControlRecordOf, ControlStore, Page, PageRequest } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { appendNext } from './append-next.js'
import { listPage } from './list-page.js'
import { recordOf } from './record-rows.js'

const table = 'control_record'

function append(session: Session, record: ControlRecord): Promise<void> {
  const { kind, id, account, status, about, createdAt } = record
  const others = [['account', account], ['status', status], ...(about === undefined ? [] : [['about', about] as const]), ['created_at', createdAt, 'timestamptz']] as const
  return appendNext(session, { table, key: [['kind', kind], ['id', id]], others, field: 'record.revision' }, record)
}

async function history<K extends ControlRecordKind>(session: Session, kind: K, id: string, which: 'all' | 'last'): Promise<readonly ControlRecordOf<K>[]> {
  const rows = await session.query(
    `SELECT r.body::text AS body FROM ${session.schema}.${table} AS r
WHERE r.tenant = $1::text AND r.kind = $2::text AND r.id = $3::text ORDER BY r.revision ${which === 'last' ? 'DESC LIMIT 1' : ''}`,
    [session.tenant, kind, id],
  )
  return rows.map((row) => recordOf(row) as ControlRecordOf<K>)
}

function list<K extends ControlRecordKind>(session: Session, kind: K, { account, status, about }: ControlRecordFilter, page: PageRequest | undefined): Promise<Page<ControlRecordOf<K>>> {
  const given = [['account', account], ['status', status], ['about', about]] as const
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'created_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
    where: (bind: (value: unknown) => string) => [
      `r.kind = ${bind(kind)}::text`,
      ...given.flatMap(([column, value]) => (value === undefined ? [] : [`r.${column} = ${bind(value)}::text`])),
      `NOT EXISTS (SELECT FROM ${session.schema}.${table} AS n WHERE n.tenant = r.tenant AND n.kind = r.kind AND n.id = r.id AND n.revision = r.revision + 1)`,
    ],
    read: (row: Row) => recordOf(row) as ControlRecordOf<K>,
  } as const
  return listPage(session, query, page)
}

export function pgControlStore(session: Session): ControlStore {
  return {
    append: (record) => session.step(() => append(session, record)),
    get: (kind, id) => session.step(async () => (await history(session, kind, id, 'last'))[0]),
    history: (kind, id) => session.step(() => history(session, kind, id, 'all')),
    list: (kind, filter, page) => session.step(() => list(session, kind, filter, page)),
  }
}
