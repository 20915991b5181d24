import { instantSql } from '../connection/instant-sql.js'
import type { PgClient } from '../connection/pg-connection.js'
import { queryRows, textOf } from '../connection/rows.js'
import { fieldsOf, quoteName, quoteTable, type TableSourceOptions } from './table-source-options.js'
import type { Place, TableOffset } from './table-offset.js'

/** A row as an event, and where it lies. */
export interface PlacedEvent {
  readonly event: unknown
  readonly place: Place
}

export interface RowRange {
  /** Behind this row. */
  readonly after: Place
  /** In front of this block. */
  readonly endBlock: number
  readonly limit: number
}

/**
 * The transaction that wrote a row, as a number that goes on where the 32 bits of the row begin again. A row that is written after the pass began may
 * read as one of long ago; it comes again in the next pass, and ingest counts it once.
 */
const writtenBy = `(CASE WHEN r.xmin::text::int8 > ($2::int8 & 4294967295) THEN ($2::int8 >> 32) - 1 ELSE $2::int8 >> 32 END << 32) + r.xmin::text::int8`

/** The rows of a pass in a range of blocks, in the order in which they lie there. */
export async function readRows(client: PgClient, options: TableSourceOptions, { low, pass }: Required<TableOffset>, range: RowRange): Promise<readonly PlacedEvent[]> {
  const values: unknown[] = [low, pass.high, tidOf(range.after), tidOf({ block: range.endBlock, item: 0 }), range.limit]
  const where = Object.entries(options.where ?? {}).map(([column, text]) => `r.${quoteName(column, column)}::text = $${values.push(text)}::text`)
  const rows = await queryRows(
    client,
    `SELECT r.ctid::text AS place, json_build_array(${selected(options, values)})::text AS fields FROM ${quoteTable(options.table)} AS r
WHERE r.ctid > $3::tid AND r.ctid < $4::tid AND ${writtenBy} >= $1::int8 AND ${writtenBy} < $2::int8${where.map((condition) => ` AND ${condition}`).join('')}
ORDER BY r.ctid LIMIT $5::int4`,
    values,
  )
  return rows.map((row) => ({ place: placeOf(textOf(row, 'place')), event: eventOf(options, JSON.parse(textOf(row, 'fields')) as readonly (string | null)[]) }))
}

function selected({ event }: TableSourceOptions, values: unknown[]): string {
  const time = `r.${quoteName(event.time.column, 'event.time')}`
  // A column without a zone that means UTC is first made one with a zone.
  const times = instantSql(event.time.utc === true ? `(${time} AT TIME ZONE 'UTC')` : time)
  const fields = fieldsOf(event).map(([field, of]) => ('column' in of ? `r.${quoteName(of.column, field)}::text` : `$${values.push(of.value)}::text`))
  return [times, ...fields].join(', ')
}

/** Absent where the column is null. */
function eventOf({ name, source = name, event }: TableSourceOptions, [time, ...texts]: readonly (string | null | undefined)[]): unknown {
  const given = fieldsOf(event).flatMap(([field], index) => {
    const text = texts[index] ?? null
    return text === null ? [] : [[field.slice('event.'.length), text] as const]
  })
  const data = given.flatMap(([field, text]) => (field.startsWith('data.') ? [[field.slice('data.'.length), text] as const] : []))
  const attributes = given.filter(([field]) => !field.startsWith('data.'))
  return { ...Object.fromEntries(attributes), source, ...(time == null ? {} : { time }), data: Object.fromEntries(data) }
}

function tidOf({ block, item }: Place): string {
  return `(${block},${item})`
}

function placeOf(tid: string): Place {
  const [block = '', item = ''] = tid.slice(1, -1).split(',')
  return { block: Number(block), item: Number(item) }
}
