import { fail } from '@farthing/core'
import type { Session } from '../connection/session.js'
import { findRecord, insertRecord, isSameContent, type KeyColumns } from './record-rows.js'

export interface Journal {
  readonly table: string
  /** What one journal is about; revisions count within it. */
  readonly key: KeyColumns
  /** Columns beside the key. */
  readonly others?: KeyColumns
  readonly field: string
}

/** Claims the next place of a journal; the key decides, and whoever comes second has waited for the first and is refused. @throws `storage.conflict` */
export async function appendNext(session: Session, { table, key, others = [], field }: Journal, record: { readonly revision: number }): Promise<void> {
  const { revision } = record
  const places = [...key, ['revision', revision, 'int4']] as const
  if (revision === 1 || (await findRecord(session, table, [...key, ['revision', revision - 1, 'int4']])) !== undefined) {
    if (await insertRecord(session, table, [...places, ...others], record)) return
  }
  const kept = await findRecord(session, table, places)
  if (kept !== undefined && isSameContent(kept, record)) return
  const because = kept === undefined ? `is ${revision}, and the one before is not there` : `is ${revision}, which is taken`
  fail('storage.conflict', { field, because, facts: { key: key.map(([, value]) => String(value)), revision } })
}
