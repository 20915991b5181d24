import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { useTestDatabase } from '../test-server/use-test-database.js'

const database = useTestDatabase()
const page = fileURLToPath(new URL('../../../docs/reference/postgres-schema.md', import.meta.url))

interface Table {
  readonly name: string
  readonly purpose: string | null
  readonly partitioned: boolean
  readonly columns: readonly { readonly name: string; readonly type: string; readonly empty: boolean; readonly preset: string | null }[]
  readonly keys: readonly string[]
  readonly indexes: readonly string[]
}

/** What the server says about the tables of a migrated schema; partitions look like their table. */
async function readTables(): Promise<readonly Table[]> {
  const client = await database.admin().connect()
  // A bound that is an instant prints in the zone of the session, which is that of the machine unless set.
  await client.query(`SET TimeZone = 'UTC'`)
  const { rows } = await client.query<Table>(`
    SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS purpose, c.relkind = 'p' AS partitioned,
      (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'empty', NOT a.attnotnull,
          'preset', (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d WHERE d.adrelid = c.oid AND d.adnum = a.attnum)) ORDER BY a.attnum)
        FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
      (SELECT json_agg(pg_get_constraintdef(k.oid) ORDER BY array_position(ARRAY['p', 'u', 'f', 'c']::"char"[], k.contype), k.conname)
        FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c')) AS keys,
      coalesce((SELECT json_agg(regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '') ORDER BY i.indexrelid::regclass::text)
        FROM pg_index AS i WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)), '[]') AS indexes
    FROM pg_class AS c
    WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname`)
  client.release(true)
  return rows
}

interface View {
  readonly name: string
  readonly purpose: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

async function readViews(): Promise<readonly View[]> {
  const { rows } = await database.admin().query<View>(`
    SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS purpose,
      (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum) FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0) AS columns
    FROM pg_class AS c WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind = 'v' ORDER BY c.relname`)
  return rows
}

function viewSectionOf({ name, purpose, columns }: View): string {
  return [`## ${name}`, '', `${purpose} A view.`, '', '| column | type |', '|---|---|', ...columns.map((column) => `| ${column.name} | ${column.type} |`), ''].join('\n')
}

function sectionOf({ name, purpose, partitioned, columns, keys, indexes }: Table): string {
  const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``
  return [
    `## ${name}`,
    '',
    [purpose ?? 'Which migrations were applied, with their checksums.', ...(partitioned ? ['Partitioned.'] : [])].join(' '),
    '',
    '| column | type | may be empty | default |',
    '|---|---|---|---|',
    ...columns.map((column) => `| ${column.name} | ${column.type} | ${column.empty ? 'yes' : ''} | ${column.preset === null ? '' : code(column.preset)} |`),
    '',
    ...keys.map((key) => `- ${code(key)}`),
    ...indexes.map((index) => `- index ${code(index)}`),
    '',
  ].join('\n')
}

const introduction = `# The tables on PostgreSQL

What \`migrate\` makes, read from a server by a test (\`npx vitest run packages/adapters-pg/src/schema-page --update\` writes this page again).
The schema is \`farthing\` unless named otherwise. All text is compared by bytes (\`COLLATE "C"\`). Every table with a \`tenant\` has forced
row-level security: a transaction sees the rows whose tenant is its \`farthing.tenant\`, and none when that is unset.
What is append-only has the trigger \`recorded_stays\`, which refuses UPDATE, DELETE and TRUNCATE to everybody, on its partitions too.
`

it('the page on the tables says what the server has', async () => {
  const [tables, views] = [await readTables(), await readViews()]
  const read = `# The views\n\nFor people and tools that read with SQL. A view shows what its reader may see of the tables: set \`farthing.tenant\` first. Columns may be added, and keep their meaning.\n`
  await expect([introduction, ...tables.map(sectionOf), read, ...views.map(viewSectionOf)].join('\n')).toMatchFileSnapshot(page)
})
