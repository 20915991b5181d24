import { fail } from '@farthing/core'
import type { PgClient } from '../connection/pg-connection.js'
import { integerOf, queryRows, textOf } from '../connection/rows.js'
import { columnsOf, quoteTable, type TableSourceOptions } from './table-source-options.js'

/** A table at the moment of a read. */
export interface TableState {
  /** Cluster and timeline. */
  readonly line: string
  /** Every transaction below has ended, and what it wrote is committed or gone. */
  readonly horizon: string
  /** Changes when the table is rewritten, and its rows lie elsewhere. */
  readonly file: string
  readonly blocks: number
}

/** @throws `source.invalid` when the table is not there or not plain, or lacks a column */
export async function tableState(client: PgClient, options: TableSourceOptions): Promise<TableState> {
  const table = quoteTable(options.table)
  const rows = await queryRows(
    client,
    `SELECT c.relkind::text AS kind, pg_relation_filenode(c.oid)::text AS file,
  (pg_relation_size(c.oid) / current_setting('block_size')::int8)::text AS blocks,
  pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
  (SELECT system_identifier::text FROM pg_control_system()) || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS line
FROM pg_class AS c WHERE c.oid = to_regclass($1)`,
    [table],
  )
  const [row] = rows
  if (row === undefined) fail('source.invalid', { field: 'table', because: `is ${table}, which is not there` })
  if (textOf(row, 'kind') !== 'r') fail('source.invalid', { field: 'table', because: `is ${table}, which is no plain table; of a partitioned one, each partition is a source` })
  await checkColumns(client, options)
  return { line: textOf(row, 'line'), horizon: textOf(row, 'horizon'), file: textOf(row, 'file'), blocks: integerOf(row, 'blocks') }
}

async function checkColumns(client: PgClient, options: TableSourceOptions): Promise<void> {
  const rows = await queryRows(
    client,
    `SELECT a.attname::text AS name, format_type(a.atttypid, NULL) AS type FROM pg_attribute AS a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped`,
    [quoteTable(options.table)],
  )
  const types = new Map(rows.map((row) => [textOf(row, 'name'), textOf(row, 'type')]))
  for (const [column, field] of columnsOf(options)) {
    if (!types.has(column)) fail('source.invalid', { field, because: `is the column ${JSON.stringify(column)}, which the table does not have` })
  }
  const { column, utc } = options.event.time
  const expected = utc === true ? 'timestamp without time zone' : 'timestamp with time zone'
  const type = types.get(column)
  if (type !== expected) fail('source.invalid', { field: 'event.time', because: `is a column of type ${String(type)} and not ${expected}`, facts: { column, expected } })
}
