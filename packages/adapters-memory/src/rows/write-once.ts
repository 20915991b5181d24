import { fail } from '@farthing/core'
import { frozenCopy } from './frozen-copy.js'
import { sameContent } from './same-content.js'
import type { Table } from './table.js'

export interface WriteOnce {
  readonly key: string
  /** What the record is called in a failure: `plan version abc`. */
  readonly field: string
  /** Unique keys that the record needs besides its own; each is a term of the table. */
  readonly free?: readonly string[]
}

/** Keeps a record once: the same content again is a no-op. @throws `storage.conflict` for other content, or when a unique key is taken. */
export function writeOnce<T>(table: Table<T>, record: T, { key, field, free = [] }: WriteOnce): void {
  const kept = table.get(key)
  if (kept !== undefined) {
    if (!sameContent(kept, record)) fail('storage.conflict', { field, because: 'is kept with other content', facts: { key } })
    return
  }
  for (const term of free) {
    if (table.under(term).length > 0) fail('storage.conflict', { field, because: `needs a key that is taken (${term})`, facts: { key: term } })
  }
  table.set(key, frozenCopy(record))
}
