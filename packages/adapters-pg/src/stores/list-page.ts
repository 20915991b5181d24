import { fail, isInstant } from '@farthing/core'
import { checkPageRequest, type Page, type PageRequest } from '@farthing/ports'
import { daySql, instantSql } from '../connection/instant-sql.js'
import { textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

/** A column that orders a list. */
export interface SortColumn {
  readonly name: string
  readonly type: 'text' | 'timestamptz' | 'date' | 'int4'
}

export interface ListQuery<T> {
  /** Columns of the result, over the table `r`. */
  readonly select: string
  readonly table: string
  /** Together unique among the rows of a tenant. */
  readonly order: readonly SortColumn[]
  /** Conditions over `r`, each with the parameter that `bind` gives for a value. */
  readonly where: (bind: (value: unknown) => string) => readonly string[]
  readonly read: (row: Row) => T
  /** What a record has to fulfil beside its columns. Keep the columns close to it: what they let through and this does not is read for nothing. */
  readonly accepts?: (record: T) => boolean
}

/** @throws `storage.page_invalid` */
export function checkLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  return fail('storage.page_invalid', { field: 'limit', because: `is ${limit}`, facts: { limit } })
}

function isDate(text: string): boolean {
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && isInstant(`${text}T00:00:00.000000Z`)
}

const fitsColumn: Readonly<Record<SortColumn['type'], (part: string) => boolean>> = {
  text: () => true,
  timestamptz: isInstant,
  date: isDate,
  int4: (part) => /^[0-9]{1,10}$/.test(part) && Number(part) <= 2_147_483_647,
}

/** A column as it stands in a cursor, whatever is set for the session. */
const textSqlOf: Readonly<Record<SortColumn['type'], (column: string) => string>> = {
  text: (column) => column,
  timestamptz: instantSql,
  date: daySql,
  int4: (column) => `${column}::text`,
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readCursor(cursor: string, order: readonly SortColumn[]): readonly string[] {
  const key: unknown = parsedOrUndefined(cursor)
  const fits = (part: unknown, index: number): part is string =>
    typeof part === 'string' && !part.includes('\0') && fitsColumn[order[index]?.type ?? 'text'](part)
  if (Array.isArray(key) && key.length === order.length && key.every(fits)) return key
  return fail('storage.page_invalid', { field: 'cursor', because: 'is no cursor of this list', facts: { cursor: cursor.slice(0, 80) } })
}

/** One page of a tenant's rows, read by key from behind the cursor: its cost does not depend on how many pages came before. */
export async function listPage<T>(session: Session, query: ListQuery<T>, request: PageRequest = {}): Promise<Page<T>> {
  const limit = checkLimit(checkPageRequest(request).limit ?? 100)
  const { accepts = () => true } = query
  const found: KeyedRecord<T>[] = []
  let after = request.cursor
  for (;;) {
    const read = await readRecords(session, query, { limit: limit + 1, after })
    found.push(...read.filter(({ record }) => accepts(record)))
    if (found.length > limit || read.length <= limit) break
    after = read.at(-1)?.key
  }
  const page = found.slice(0, limit)
  const items = page.map(({ record }) => record)
  const last = page.at(-1)
  return last === undefined || found.length <= limit ? { items } : { items, next: last.key }
}

/** A record with the cursor that goes on behind it. */
interface KeyedRecord<T> {
  readonly record: T
  readonly key: string
}

async function readRecords<T>(session: Session, query: ListQuery<T>, { limit, after: cursor }: { readonly limit: number; readonly after: string | undefined }): Promise<readonly KeyedRecord<T>[]> {
  const after = cursor === undefined ? undefined : readCursor(cursor, query.order)
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value)}`
  const columns = query.order.map(({ name }) => `r.${name}`).join(', ')
  const where = [`r.tenant = ${bind(session.tenant)}::text`, ...query.where(bind)]
  if (after !== undefined) where.push(`(${columns}) > (${after.map((part, index) => `${bind(part)}::${query.order[index]?.type}`).join(', ')})`)
  const key = query.order.map(({ name, type }) => textSqlOf[type](`r.${name}`)).join(', ')
  const rows = await session.query(
    `SELECT ${query.select}, json_build_array(${key})::text AS key FROM ${session.schema}.${query.table} AS r
WHERE ${where.join(' AND ')} ORDER BY ${columns} LIMIT ${bind(limit)}::int4`,
    values,
  )
  return rows.map((row) => ({ record: query.read(row), key: textOf(row, 'key') }))
}
