import { addMember, membersUnder, removeMember, type MultiMap } from './multi-map.js'
import type { Transaction } from './transaction.js'

/** Rows of one kind, as they stand between transactions. */
export interface Rows<T> {
  readonly byKey: Map<string, T>
  readonly byTerm: MultiMap<T>
}

/** Rows as one transaction reads and changes them. */
export interface Table<T> {
  get(key: string): T | undefined
  /** Keeps a row, or replaces the one with this key. */
  set(key: string, row: T): void
  all(): readonly T[]
  /** Rows that are found under a term, in no particular order. */
  under(term: string): readonly T[]
}

/** One key from several parts, such that different parts give different keys. */
export function keyOf(...parts: readonly (string | number | null)[]): string {
  return JSON.stringify(parts)
}

export function emptyRows<T>(): Rows<T> {
  return { byKey: new Map(), byTerm: new Map() }
}

/** Opens rows for one transaction. `termsOf` gives the terms that a row is found under besides its key; keep it the same for the same rows. */
export function openTable<T>(rows: Rows<T>, transaction: Transaction, termsOf: (row: T) => readonly string[] = () => []): Table<T> {
  const write = (key: string, row: T | undefined) => {
    const before = rows.byKey.get(key)
    if (before !== undefined) for (const term of termsOf(before)) removeMember(rows.byTerm, term, before)
    if (row === undefined) {
      rows.byKey.delete(key)
      return
    }
    rows.byKey.set(key, row)
    for (const term of termsOf(row)) addMember(rows.byTerm, term, row)
  }
  return {
    get: (key) => rows.byKey.get(key),
    set(key, row) {
      const before = rows.byKey.get(key)
      transaction.onRollback(() => write(key, before))
      write(key, row)
    },
    all: () => [...rows.byKey.values()],
    under: (term) => [...membersUnder(rows.byTerm, [term])],
  }
}
