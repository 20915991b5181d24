import type { ControlRecord, ControlRecordFilter, ControlRecordKind, ControlRecordOf, ControlStore, Page, PageRequest } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { countOf, permitted } from '../events/under-decision.js'
import { appendNext } from './append-next.js'
import { listOfKind, stepsOfKind } from './kind-records.js'

const table = 'control_record'

function append(session: Session, record: ControlRecord): Promise<void> {
  const { kind, id, account, status, about, createdAt } = record
  const others = [['account', account], ['status', status], ...(about === undefined ? [] : [['about', about] as const]), ['created_at', createdAt, 'timestamptz']] as const
  return appendNext(session, { table, key: [['kind', kind], ['id', id]], others, field: 'record.revision' }, record)
}

async function history<K extends ControlRecordKind>(session: Session, kind: K, id: string, which: 'all' | 'last'): Promise<readonly ControlRecordOf<K>[]> {
  return (await stepsOfKind(session, table, { kind, id }, which)) as readonly ControlRecordOf<K>[]
}

async function list<K extends ControlRecordKind>(session: Session, kind: K, filter: ControlRecordFilter, page: PageRequest | undefined): Promise<Page<ControlRecordOf<K>>> {
  const { status, about } = filter
  return (await listOfKind(session, table, { kind, filter, columns: { status, about } }, page)) as Page<ControlRecordOf<K>>
}

async function eraseRecipients(session: Session, account: string, removal: string): Promise<number> {
  const rows = await session.query(`SELECT ${session.schema}.erase_recipients($1::text, $2::text)::text AS count`, [removal, account])
  return countOf(rows, removal, 'erasure')
}

export function pgControlStore(session: Session): ControlStore {
  return {
    append: (record) => session.step(() => append(session, record)),
    get: (kind, id) => session.step(async () => (await history(session, kind, id, 'last'))[0]),
    history: (kind, id) => session.step(() => history(session, kind, id, 'all')),
    list: (kind, filter, page) => session.step(() => list(session, kind, filter, page)),
    eraseRecipients: (account, removal) => session.step(() => permitted(session, () => eraseRecipients(session, account, removal))),
  }
}
