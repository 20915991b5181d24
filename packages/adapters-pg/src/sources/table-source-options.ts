import { checkText, describeValue, fail } from '@farthing/core'

/** Where a text of an event stands: in a column, which may hold any type that has a text, or the same in every event. */
export type TableField = { readonly column: string } | { readonly value: string }

/** How a row reads as a CloudEvent. A column that is null makes an attribute that is absent. */
export interface RowMapping {
  /** Unique in the table, and the same for as long as the row exists: with the source it is the identity of the event. */
  readonly id: TableField
  readonly type: TableField
  readonly subject: TableField
  /** A column of a type with a time zone; `utc` says that one without a zone means UTC. */
  readonly time: { readonly column: string; readonly utc?: true }
  readonly subscription?: TableField
  /** Texts of the event's data, by key. None unless given: such events are counted. */
  readonly data?: { readonly [key: string]: TableField }
}

export interface TableSourceOptions {
  /** Name of the source; the offset is kept under it. */
  readonly name: string
  /** A table that is not partitioned: `ingestion_event` in the schema `public`, or `schema.table`. Of a partitioned one, each partition is a source. */
  readonly table: string
  /** Rows that are read: those whose columns have all of these texts. All unless given. */
  readonly where?: { readonly [column: string]: string }
  readonly event: RowMapping
  /** `source` of the events; the name unless given. */
  readonly source?: string
}

const mostFields = 100
const identifierLength = 63

/** A name of the database in SQL, quoted. */
export function quoteName(name: string, field: string): string {
  return `"${checkText(name, { field, maxLength: identifierLength }).replaceAll('"', '""')}"`
}

/** The table in SQL, quoted: its schema is `public` unless it names one. */
export function quoteTable(table: string): string {
  const parts = checkText(table, { field: 'table', maxLength: 2 * identifierLength + 1 }).split('.')
  if (parts.length > 2) fail('source.invalid', { field: 'table', because: `is ${describeValue(table)} and not table or schema.table` })
  return (parts.length === 1 ? ['public', ...parts] : parts).map((part) => quoteName(part, 'table')).join('.')
}

/** Every column that the options name, with the place that names it. */
export function columnsOf({ where = {}, event }: TableSourceOptions): readonly (readonly [column: string, field: string])[] {
  const fields = [...fieldsOf(event), ['event.time', event.time] as const]
  const columns = fields.flatMap(([field, of]) => ('column' in of ? [[of.column, field] as const] : []))
  return [...columns, ...Object.keys(where).map((column) => [column, `where.${column}`] as const)]
}

/** The mapped fields but for the time, in a fixed order. */
export function fieldsOf({ id, type, subject, subscription, data = {} }: RowMapping): readonly (readonly [field: string, of: TableField])[] {
  return [
    ['event.id', id],
    ['event.type', type],
    ['event.subject', subject],
    ...(subscription === undefined ? [] : [['event.subscription', subscription] as const]),
    ...Object.entries(data).map(([key, of]) => [`event.data.${key}`, of] as const),
  ]
}

/** @throws `source.invalid` and `text.*`, naming the part */
export function checkTableSource(options: TableSourceOptions): TableSourceOptions {
  checkText(options.name, { field: 'name' })
  if (options.source !== undefined) checkText(options.source, { field: 'source' })
  const fields = fieldsOf(options.event)
  if (fields.length > mostFields) fail('source.invalid', { field: 'event.data', because: `makes more than ${mostFields} fields` })
  for (const [field, of] of fields) {
    if ('column' in of === 'value' in of) fail('source.invalid', { field, because: 'is neither a column nor a value' })
    if ('value' in of) checkText(of.value, { field, empty: 'allowed' })
  }
  for (const [column, field] of columnsOf(options)) quoteName(column, field)
  for (const [column, text] of Object.entries(options.where ?? {})) checkText(text, { field: `where.${column}`, empty: 'allowed' })
  return options
}
