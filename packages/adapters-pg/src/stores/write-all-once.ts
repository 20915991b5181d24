import { assertInvariant, fail } from '@farthing/core'
import type { ArrayType } from '../connection/array-type.js'
import { textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { findRecord, isSameContent } from './record-rows.js'

export interface WriteAllOnce<T> {
  readonly table: string
  /** What the record is called in a failure. */
  readonly field: string
  /** The column that is the record's own key. */
  readonly key: { readonly name: string; readonly valueOf: (record: T) => string }
  /** Other columns, some of them unique. */
  readonly others: readonly { readonly name: string; readonly type: ArrayType; readonly valueOf: (record: T) => string | number }[]
}

/** Bounds of one statement. */
const mostRows = 1_000
const mostCharacters = 4_000_000

interface Piece<T> {
  readonly records: readonly T[]
  readonly bodies: readonly string[]
}

function* piecesOf<T>(records: readonly T[]): Generator<Piece<T>, undefined> {
  let start = 0
  while (start < records.length) {
    const bodies: string[] = []
    for (let size = 0; start + bodies.length < records.length && bodies.length < mostRows && size < mostCharacters; ) {
      const body = JSON.stringify(records[start + bodies.length])
      size += body.length
      bodies.push(body)
    }
    yield { records: records.slice(start, start + bodies.length), bodies }
    start += bodies.length
  }
}

/** One statement; gives the keys of those that it kept. Waits for concurrent transactions that hold one of their unique keys. */
async function insertPiece<T>(session: Session, { table, key, others }: WriteAllOnce<T>, { records, bodies }: Piece<T>): Promise<ReadonlySet<string>> {
  const columns = [{ name: key.name, type: 'text' as const, valueOf: key.valueOf }, ...others]
  const write = await session.arrays()
  const unnested = columns.map(({ type }, index) => `unnest($${index + 3}::${type}[])`).join(', ')
  const rows = await session.query(
    `INSERT INTO ${session.schema}.${table} (tenant, body, ${columns.map(({ name }) => name).join(', ')})
SELECT $1::text, unnest($2::json[]), ${unnested} ON CONFLICT DO NOTHING RETURNING ${key.name} AS key`,
    [session.tenant, write('json', bodies), ...columns.map(({ type, valueOf }) => write(type, records.map(valueOf)))],
  )
  return new Set(rows.map((row) => textOf(row, 'key')))
}

/**
 * Keeps each of many records once, as `writeOnce` keeps one, in one statement for many of them. In the order of keys: two batches that share some wait
 * for each other and do not lock each other out.
 *
 * @throws `storage.conflict` for other content under a key, or when another unique key is taken, also by one of the same batch
 */
export async function writeAllOnce<T>(session: Session, rule: WriteAllOnce<T>, records: readonly T[]): Promise<void> {
  const { table, key, field } = rule
  const refuse = (id: string, because: string): never => fail('storage.conflict', { field, because, facts: { key: [id] } })
  const byKey = new Map<string, T>()
  for (const record of records) {
    const id = key.valueOf(record)
    const known = byKey.get(id)
    if (known !== undefined && !isSameContent(known, record)) refuse(id, 'stands twice with different content')
    byKey.set(id, record)
  }
  const ordered = [...byKey.keys()].sort().map((id) => {
    const record = byKey.get(id)
    assertInvariant(record !== undefined, 'a key of the map has a record')
    return record
  })
  for (const piece of piecesOf(ordered)) {
    const kept = await insertPiece(session, rule, piece)
    for (const record of piece.records) {
      const id = key.valueOf(record)
      if (kept.has(id)) continue
      // A statement of its own, so that it shows what a concurrent transaction has committed meanwhile.
      const before = await findRecord(session, table, [[key.name, id]])
      if (before === undefined) refuse(id, 'needs a key that another record has')
      if (!isSameContent(before, record)) refuse(id, 'is kept with other content')
    }
  }
}
