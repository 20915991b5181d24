import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../src/migrations/migrate.js'
import { postgres } from '../src/postgres.js'
import { incoming, scanIds } from '../test-server/sample-events.js'
import { startOwnServer, type OwnServer } from '../test-server/start-test-server.js'
import { useTestDatabase } from '../test-server/use-test-database.js'

// Fault 18. A dump carries rows from one cluster to another, whose transaction ids begin far below.
const database = useTestDatabase()
const [before, between] = ['before the cut', 'behind the cut'] as const
const append = (pool: pg.Pool, id: string) => postgres(pool).transaction('acme', ({ events }) => events.append([incoming(id)]))
const takeCut = (pool: pg.Pool) => postgres(pool).transaction('acme', ({ events }) => events.takeCut())
const show = (pool: pg.Pool, cut?: string) => postgres(pool).transaction('acme', ({ events }) => scanIds(events, cut))

const tablesSql = `SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition GROUP BY c.relname`

/** What `pg_dump --data-only` and `psql` do: every row of every table, with triggers off. */
async function carry(from: pg.Pool, to: pg.Pool): Promise<void> {
  const { rows: tables } = await from.query<{ name: string; columns: string }>(tablesSql)
  const client = await to.connect()
  try {
    await client.query('SET session_replication_role = replica')
    await client.query('DELETE FROM farthing.restore_epoch; DELETE FROM farthing.schema_migration')
    for (const { name, columns } of tables) {
      const { rows } = await from.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM farthing.${name} AS t`)
      const insert = `INSERT INTO farthing.${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM json_populate_record(NULL::farthing.${name}, $1::json)`
      for (const { row } of rows) await client.query(insert, [row])
    }
  } finally {
    client.release(true)
  }
}

describe('a dump that is restored on another server', () => {
  let server: OwnServer
  let restored: pg.Pool
  let cut = ''

  beforeAll(async () => {
    server = await startOwnServer()
    restored = new pg.Pool({ connectionString: server.url, max: 4 })
    await migrate(restored)
    // The ids of the old server are ahead of the new one's, as those of a server that has worked for years are.
    await append(database.app(), before)
    for (let index = 0; index < 400; index += 1) await database.admin().query('SELECT pg_current_xact_id()')
    cut = await takeCut(database.app())
    await append(database.app(), between)
  })
  afterAll(async () => {
    await restored.end()
    await server.stop()
  })

  it('shows every cut what it showed, and counts what comes as late to it', async () => {
    await carry(database.admin(), restored)

    expect(await show(restored, cut)).toEqual([before])
    expect(await append(restored, 'on the new server')).toEqual(['accepted'])
    expect(await append(restored, before)).toEqual(['duplicate'])
    expect(await show(restored, cut), 'what comes after the restore is late to an older cut').toEqual([before])
    const later = await takeCut(restored)
    expect(await show(restored, later)).toEqual([before, between, 'on the new server'].sort())
    expect(later).toMatch(/^pg1:2:/)
  })
})
