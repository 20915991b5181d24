import { fail } from '@farthing/core'
import { frozenCopy } from './frozen-copy.js'
import type { Table } from './table.js'

/** Keeps the first step of a record, or its next one in place of the one before. @throws `storage.conflict` when the step is not the next */
export function keepStep<T extends { readonly step: number }>(table: Table<T>, { key, field }: { readonly key: string; readonly field: string }, record: T): void {
  const next = (table.get(key)?.step ?? 0) + 1
  if (record.step !== next) fail('storage.conflict', { field: `${field}.step`, because: `is ${record.step} where ${next} is next`, facts: { key, step: record.step } })
  table.set(key, frozenCopy(record))
}
