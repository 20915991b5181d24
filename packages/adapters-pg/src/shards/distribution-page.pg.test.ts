import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'

const database = useTestDatabase()
const page = readFileSync(new URL('../../../../docs/explanation/distribution.md', import.meta.url), 'utf8')

async function names(sql: string): Promise<readonly string[]> {
  const { rows } = await database.admin().query<{ name: string }>(sql)
  return rows.map(({ name }) => name)
}

const hasTenant = `c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant')`

describe('the page on distribution', () => {
  it('names every table once: by tenant, on every server, or on one', async () => {
    const tables = await names(`SELECT c.relname AS name FROM pg_class AS c WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`)
    const named = [...page.matchAll(/create_(?:distributed|reference)_table\('farthing\.(\w+)'/g)].map(([, table = '']) => table)
    expect([...named, 'work_item'].sort()).toEqual([...tables].sort())
  })
})

describe('what would cross servers', () => {
  it('is no key: every unique one of a tenant begins with it', async () => {
    expect(
      await names(`SELECT i.indexrelid::regclass::text AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] WHERE i.indisunique AND ${hasTenant} AND a.attname <> 'tenant'`),
    ).toEqual([])
  })

  it('is no reference: every foreign key carries the tenant to the tenant', async () => {
    expect(
      await names(`SELECT k.conname AS name FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
        WHERE k.contype = 'f' AND ${hasTenant} AND NOT EXISTS (
          SELECT FROM unnest(k.conkey, k.confkey) AS pair(here, there)
          JOIN pg_attribute AS h ON h.attrelid = k.conrelid AND h.attnum = pair.here AND h.attname = 'tenant'
          JOIN pg_attribute AS t ON t.attrelid = k.confrelid AND t.attnum = pair.there AND t.attname = 'tenant')`),
    ).toEqual([])
    expect((await names(`SELECT k.conname AS name FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid WHERE k.contype = 'f' AND ${hasTenant}`)).length).toBeGreaterThan(3)
  })

  it('is no sequence but that of the work table, whose numbers only tell items apart', async () => {
    expect(await names(`SELECT c.relname AS name FROM pg_class AS c WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind = 'S'`)).toEqual(['work_item_id_seq'])
  })
})
