import { fail } from '@farthing/core'
import type { CommandFilter, CommandRecord, CommandRefusal, CommandStore, Page, PageRequest } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { listPage, type SortColumn } from './list-page.js'
import { findRecord, insertRecord, recordOf, writeOnce, type KeyColumns } from './record-rows.js'

const table = 'command'
const refusalTable = 'command_refusal'

async function put(session: Session, record: CommandRecord): Promise<void> {
  const { kind, key } = record
  const columns: KeyColumns = [['kind', kind], ['key', key]]
  if (await insertRecord(session, table, columns, record)) return
  fail('storage.conflict', { field: 'command.key', because: `${JSON.stringify(key)} of kind ${kind} is taken`, facts: { kind, key } })
}

interface CommandList {
  readonly table: string
  /** Behind the time. */
  readonly order: readonly SortColumn[]
}

function list<T>(session: Session, { table: listed, order }: CommandList, filter: CommandFilter, page: PageRequest | undefined): Promise<Page<T>> {
  const conditions = [['kind', '=', filter.kind], ['actor', '=', filter.actor], ['correlation', '=', filter.correlation], ['recorded_at', '>=', filter.from], ['recorded_at', '<', filter.to]] as const
  const query = {
    select: 'r.body::text AS body',
    table: listed,
    order: [{ name: 'recorded_at', type: 'text' }, ...order],
    where: (bind: (value: unknown) => string) => conditions.flatMap(([column, operator, value]) => (value === undefined ? [] : [`r.${column} ${operator} ${bind(value)}::text`])),
    read: (row: Row) => recordOf(row) as T,
  } as const
  return listPage(session, query, page)
}

export function pgCommandStore(session: Session): CommandStore {
  return {
    get: (kind, key) => session.step(() => findRecord<CommandRecord>(session, table, [['kind', kind], ['key', key]])),
    put: (record) => session.step(() => put(session, record)),
    list: (filter, page) => session.step(() => list<CommandRecord>(session, { table, order: [{ name: 'kind', type: 'text' }, { name: 'key', type: 'text' }] }, filter, page)),
    refuse: (refusal) => session.step(() => writeOnce(session, { table: refusalTable, key: [['id', refusal.id]], field: 'command refusal' }, refusal)),
    refusals: (filter, page) => session.step(() => list<CommandRefusal>(session, { table: refusalTable, order: [{ name: 'id', type: 'text' }] }, filter, page)),
  }
}
