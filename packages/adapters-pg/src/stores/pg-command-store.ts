import { fail } from '@farthing/core'
import type { CommandFilter, CommandRecord, CommandStore, Page, PageRequest } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { listPage } from './list-page.js'
import { findRecord, insertRecord, recordOf, type KeyColumns } from './record-rows.js'

const table = 'command'

async function put(session: Session, record: CommandRecord): Promise<void> {
  const { kind, key } = record
  const columns: KeyColumns = [['kind', kind], ['key', key]]
  if (await insertRecord(session, table, columns, record)) return
  fail('storage.conflict', { field: 'command.key', because: `${JSON.stringify(key)} of kind ${kind} is taken`, facts: { kind, key } })
}

function list(session: Session, filter: CommandFilter, page: PageRequest | undefined): Promise<Page<CommandRecord>> {
  const conditions = [['kind', '=', filter.kind], ['actor', '=', filter.actor], ['correlation', '=', filter.correlation], ['recorded_at', '>=', filter.from], ['recorded_at', '<', filter.to]] as const
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'recorded_at', type: 'text' }, { name: 'kind', type: 'text' }, { name: 'key', type: 'text' }],
    where: (bind: (value: unknown) => string) => conditions.flatMap(([column, operator, value]) => (value === undefined ? [] : [`r.${column} ${operator} ${bind(value)}::text`])),
    read: (row: Row) => recordOf(row) as CommandRecord,
  } as const
  return listPage(session, query, page)
}

export function pgCommandStore(session: Session): CommandStore {
  return {
    get: (kind, key) => session.step(() => findRecord<CommandRecord>(session, table, [['kind', kind], ['key', key]])),
    put: (record) => session.step(() => put(session, record)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
  }
}
