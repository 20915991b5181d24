import { unguardedBody } from '../../packages/adapters-pg/test-server/without-guard.js'
import type { AdminConnection } from './admin-connection.js'

interface Table {
  readonly name: string
  readonly columns: string
}

async function tablesOf(admin: AdminConnection): Promise<readonly Table[]> {
  const { rows } = await admin.query<{ name: string; columns: string }>(`SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition GROUP BY c.relname ORDER BY c.relname`)
  return rows
}

/** Every row of every table that is committed now, as `pg_dump --data-only` writes it: with the ids of the transactions that wrote it, and where it was written. */
export async function takeDump(admin: AdminConnection): Promise<string> {
  const rowsOf = (await tablesOf(admin)).map(({ name }) => `SELECT '${name}' AS name, (SELECT json_agg(t) FROM farthing.${name} AS t) AS rows`)
  const { rows } = await admin.query<{ dump: string }>(`SELECT json_object_agg(name, rows)::text AS dump FROM (${rowsOf.join(' UNION ALL ')}) AS each`)
  return rows[0]?.dump ?? '{}'
}

/** Puts dumps into a server, one in place of the other, with triggers off as `pg_restore` does. */
export async function dumpLoader(admin: AdminConnection): Promise<(dump: string) => Promise<void>> {
  const tables = await tablesOf(admin)
  const empty = tables.map(({ name }) => `DELETE FROM farthing.${name}`)
  const fill = tables.map(
    ({ name, columns }) =>
      `IF json_typeof(dump -> '${name}') = 'array' THEN INSERT INTO farthing.${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM json_populate_recordset(NULL::farthing.${name}, dump -> '${name}'); END IF`,
  )
  await admin.query(`CREATE SCHEMA IF NOT EXISTS remembered; CREATE OR REPLACE FUNCTION remembered.load(dump json) RETURNS void LANGUAGE plpgsql AS ${unguardedBody([...empty, ...fill])}`)
  return async (dump) => {
    await admin.query('SELECT remembered.load($1::json)', [dump])
  }
}
