import { fail } from '@farthing/core'
import { frozenCopy } from './frozen-copy.js'
import { sameContent } from './same-content.js'
import type { Table } from './table.js'

/** Adds a record behind the ones of its key. Revisions count from 1; the same content again is a no-op. @throws `storage.conflict` */
export function appendNext<T extends { readonly revision: number }>(table: Table<readonly T[]>, record: T, { key, field }: { readonly key: string; readonly field: string }): void {
  const kept = table.get(key) ?? []
  const { revision } = record
  const same = kept[revision - 1]
  if (same !== undefined && sameContent(same, record)) return
  if (revision !== kept.length + 1) fail('storage.conflict', { field, because: `is ${revision} where ${kept.length + 1} is next`, facts: { key, revision } })
  table.set(key, [...kept, frozenCopy(record)])
}
