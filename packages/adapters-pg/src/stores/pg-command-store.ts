import { fail } from '@farthing/core'
import type { CommandRecord, CommandStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { findRecord, insertRecord, type KeyColumns } from './record-rows.js'

const table = 'command'

async function put(session: Session, record: CommandRecord): Promise<void> {
  const { kind, key } = record
  const columns: KeyColumns = [['kind', kind], ['key', key]]
  if (await insertRecord(session, table, columns, record)) return
  fail('storage.conflict', { field: 'command.key', because: `${JSON.stringify(key)} of kind ${kind} is taken`, facts: { kind, key } })
}

export function pgCommandStore(session: Session): CommandStore {
  return {
    get: (kind, key) => session.step(() => findRecord<CommandRecord>(session, table, [['kind', kind], ['key', key]])),
    put: (record) => session.step(() => put(session, record)),
  }
}
