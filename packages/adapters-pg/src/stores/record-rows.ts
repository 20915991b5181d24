import { canonicalJson, checkJson, fail } from '@farthing/core'
import { textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/** Columns of a key with their values, in the table's order; a cast stands behind the name: `revision::int4`. */
export type KeyColumns = readonly (readonly [column: string, value: string | number, type?: string])[]

/** A record that is kept whole in the column `body`; what was written there is of the type that the table is for. */
export function recordOf(row: Row): unknown {
  return JSON.parse(textOf(row, 'body'))
}

/** The record under a key, of the session's tenant; locked until the transaction ends, if so. */
export async function findRecord<T>(session: Session, table: string, key: KeyColumns, lock: '' | 'FOR UPDATE' = ''): Promise<T | undefined> {
  const conditions = key.map(([column, , type = 'text'], index) => `${column} = $${index + 2}::${type}`)
  const rows = await session.query(
    `SELECT body::text AS body FROM ${session.schema}.${table} WHERE tenant = $1::text AND ${conditions.join(' AND ')} ${lock}`,
    [session.tenant, ...key.map(([, value]) => value)],
  )
  return rows[0] && (recordOf(rows[0]) as T)
}

function insertSql(session: Session, table: string, columns: KeyColumns): string {
  const names = columns.map(([column]) => column).join(', ')
  const values = columns.map(([, , type = 'text'], index) => `$${index + 3}::${type}`).join(', ')
  return `INSERT INTO ${session.schema}.${table} (tenant, body, ${names}) VALUES ($1::text, $2::json, ${values})`
}

function insertValues(session: Session, columns: KeyColumns, record: unknown): readonly unknown[] {
  return [session.tenant, JSON.stringify(record), ...columns.map(([, value]) => value)]
}

/** Keeps a record unless one of the table's unique keys is taken; waits for a concurrent transaction that holds one. Says whether it did. */
export async function insertRecord(session: Session, table: string, columns: KeyColumns, record: unknown): Promise<boolean> {
  const sql = `${insertSql(session, table, columns)} ON CONFLICT DO NOTHING RETURNING 'kept' AS kept`
  return (await session.query(sql, insertValues(session, columns, record))).length > 0
}

/** Keeps a record, or replaces the one with this id as a whole. */
export async function replaceRecord(session: Session, table: string, columns: KeyColumns, record: unknown): Promise<void> {
  const others = columns.slice(1).map(([column]) => `, ${column} = excluded.${column}`)
  const sql = `${insertSql(session, table, columns)} ON CONFLICT (tenant, id) DO UPDATE SET body = excluded.body${others.join('')}`
  await session.query(sql, insertValues(session, columns, record))
}

/** Whether two plain-JSON records are the same, whatever the order of their keys. */
export function isSameContent(a: unknown, b: unknown): boolean {
  return canonicalJson(checkJson(a, 'record')) === canonicalJson(checkJson(b, 'record'))
}

export interface WriteOnce {
  readonly table: string
  /** The record's own key. */
  readonly key: KeyColumns
  /** Other columns, some of them unique. */
  readonly others?: KeyColumns
  /** What the record is called in a failure. */
  readonly field: string
}

/** Keeps a record once: the same content again is a no-op. @throws `storage.conflict` for other content, or when another unique key is taken. */
export async function writeOnce(session: Session, { table, key, others = [], field }: WriteOnce, record: unknown): Promise<void> {
  if (await insertRecord(session, table, [...key, ...others], record)) return
  // A statement of its own, so that it shows what a concurrent transaction has committed meanwhile.
  const kept = await findRecord(session, table, key)
  if (kept !== undefined && isSameContent(kept, record)) return
  const because = kept === undefined ? 'needs a key that another record has' : 'is kept with other content'
  fail('storage.conflict', { field, because, facts: { key: key.map(([, value]) => String(value)) } })
}
