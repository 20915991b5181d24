import { unguardedBody, unguardedSql } from '../../packages/adapters-pg/test-server/without-guard.js'
import type { AdminConnection } from './admin-connection.js'
import { withoutChance } from './without-chance.js'

/** Everything that is kept, as text, and the means to put it back. */
export interface KeptState {
  /** What is kept now, leaving out some tables. Two equal texts are two equal states. */
  read(without: readonly string[]): Promise<string>
  /** Remembers what is kept now, for `restore`. */
  remember(): Promise<void>
  restore(): Promise<void>
  empty(): Promise<void>
}

interface Table {
  readonly name: string
  /** Columns that are written, and those that say something: not who wrote a row, nor in which slot it is counted. */
  readonly columns: readonly string[]
  readonly told: readonly string[]
}

const silent: readonly string[] = ['written_by', 'epoch', 'slot', 'applied_at']

/** Tables of which the rows say less than what they come to. */
const summed: Readonly<Record<string, string>> = {
  event_census: 'SELECT outcome, sum(count) AS count FROM farthing.event_census GROUP BY outcome',
  // A row without a date is only there to be locked, above READ COMMITTED.
  book_period: 'SELECT tenant, closed_through FROM farthing.book_period WHERE closed_through IS NOT NULL',
}

async function readTables(admin: AdminConnection): Promise<readonly Table[]> {
  const { rows } = await admin.query<{ name: string; columns: string[] }>(`SELECT c.relname AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT IN ('schema_migration', 'restore_epoch')
    GROUP BY c.relname ORDER BY c.relname`)
  return rows.map(({ name, columns }) => ({ name, columns, told: columns.filter((column) => !silent.includes(column)) }))
}

export async function keptState(admin: AdminConnection): Promise<KeptState> {
  const tables = await readTables(admin)
  await admin.query('CREATE SCHEMA IF NOT EXISTS remembered')
  const empty = tables.map(({ name }) => `DELETE FROM farthing.${name}`)
  return {
    async read(without) {
      const wanted = tables.filter(({ name }) => !without.includes(name))
      const selects = wanted.map(({ name, told }) => {
        const row = summed[name] ?? `SELECT ${told.join(', ')} FROM farthing.${name}`
        return `SELECT '${name}' AS name, (SELECT json_agg(r ORDER BY r::text)::text FROM (SELECT to_json(x) AS r FROM (${row}) AS x) AS y) AS rows`
      })
      const { rows } = await admin.prepared<{ name: string; rows: string | null }>(`read without ${without.join(' ')}`, selects.join(' UNION ALL '))
      return withoutChance(rows.map((table) => `${table.name} ${table.rows ?? ''}`).join('\n'))
    },
    async remember() {
      for (const { name } of tables) await admin.query(`DROP TABLE IF EXISTS remembered.${name}; CREATE TABLE remembered.${name} AS SELECT * FROM farthing.${name}`)
      const back = tables.map(({ name, columns }) => `INSERT INTO farthing.${name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${columns.join(', ')} FROM remembered.${name}`)
      // A function, whose statements are planned once and not at every point.
      await admin.query(`CREATE OR REPLACE FUNCTION remembered.restore() RETURNS void LANGUAGE plpgsql AS ${unguardedBody([...empty, ...back])}`)
    },
    async restore() {
      await admin.query('SELECT remembered.restore()')
    },
    async empty() {
      await admin.query(unguardedSql(empty))
    },
  }
}
