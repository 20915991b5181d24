import pg from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { everything, incoming, scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'
import type { PgPool, PgPoolClient } from './pg-connection.js'

const database = useTestDatabase()
/** Hands each transaction another server process, as a pooler in transaction mode may, and looks at what it left on the one before. */
function poolerOf(url: string, left: unknown[]): PgPool {
  return {
    connect: async (): Promise<PgPoolClient> => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return {
        query: (text, values) => client.query(text, values),
        release: () => {
          const state = `SELECT current_setting('farthing.tenant', true) AS tenant, current_setting('search_path') AS path,
            (SELECT count(*)::int FROM pg_prepared_statements) AS statements, (SELECT count(*)::int FROM pg_cursors) AS cursors,
            (SELECT count(*)::int FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory') AS locks`
          left.push(client.query(state).then(async ({ rows }: { rows: unknown[] }) => {
            await client.end()
            return rows[0]
          }))
        },
      }
    },
  }
}

describe('behind a pooler in transaction mode', () => {
  it('works, and leaves nothing on a connection', async () => {
    const left: unknown[] = []
    const storage = postgres(poolerOf(database.urls().appUrl, left))
    await storage.transaction('pooled', ({ events }) => events.append([incoming('one'), incoming('two')]))
    await storage.transaction('pooled', async ({ events }) => {
      // A reader that stops early leaves its cursor to us.
      for await (const page of events.scan(everything)) {
        expect(page).toHaveLength(2)
        break
      }
    })
    await expect(storage.transaction('pooled', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    const clean = { tenant: '', path: '"$user", public', statements: 0, cursors: 0, locks: 0 }
    expect(await Promise.all(left)).toEqual([clean, clean, clean])
  })
})

describe('a transaction of the host', () => {
  it('undoes what is ours with its own rollback, and goes on after a failure of ours', async () => {
    const client = await database.app().connect()
    try {
      await client.query(`BEGIN; SET LOCAL search_path = pg_temp; SELECT set_config('farthing.tenant', 'of the host', true)`)
      const inside = postgres({ transaction: client })
      await inside.transaction('hosted', ({ events }) => events.append([incoming('kept')]))
      const failed = inside.transaction('hosted', async ({ events }) => {
        await events.append([incoming('undone')])
        throw new Error('of the host')
      })
      await expect(failed).rejects.toThrow('of the host')
      await expect(inside.transaction('hosted', ({ events }) => scanIds(events, 'no cut'))).rejects.toMatchObject({ code: 'storage.cut_unknown' })
      expect(await inside.transaction('hosted', ({ events }) => scanIds(events))).toEqual(['kept'])

      const settings = await client.query(`SELECT current_setting('search_path') AS path, current_setting('farthing.tenant') AS tenant`)
      expect(settings.rows).toEqual([{ path: 'pg_temp', tenant: 'of the host' }])
      await client.query('ROLLBACK')
      expect(await postgres(database.app()).transaction('hosted', ({ events }) => scanIds(events))).toEqual([])
    } finally {
      client.release()
    }
  })

  it('finds no cursor of ours after a scan, however the reader left it', async () => {
    const client = await database.app().connect()
    try {
      await client.query('BEGIN')
      const inside = postgres({ transaction: client })
      await inside.transaction('hosted', async ({ events }) => {
        await events.append([incoming('scanned')])
        for await (const page of events.scan(everything)) if (page.length > 0) break
        await expect(scanIds(events)).resolves.toContain('scanned')
      })
      expect((await client.query('SELECT name FROM pg_cursors')).rows).toEqual([])
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  })

  it('keeps what is ours with its own commit', async () => {
    const client = await database.app().connect()
    try {
      await client.query('BEGIN')
      await postgres({ transaction: client }).transaction('hosted', ({ events }) => events.append([incoming('committed')]))
      expect(await postgres(database.app()).transaction('hosted', ({ events }) => scanIds(events))).toEqual([])
      await client.query('COMMIT')
      expect(await postgres(database.app()).transaction('hosted', ({ events }) => scanIds(events))).toEqual(['committed'])
    } finally {
      client.release()
    }
  })
})

describe('one connection', () => {
  it('runs transactions one after another', async () => {
    const client = new pg.Client({ connectionString: database.urls().appUrl })
    await client.connect()
    try {
      const storage = postgres({ client })
      const ids = Array.from({ length: 8 }, (_, index) => `turn ${index}`)
      const runs = ids.map((id, index) =>
        storage.transaction('turns', async ({ events }) => {
          await events.append([incoming(id)])
          if (index === 3) throw new Error('the fourth fails')
          return scanIds(events)
        }),
      )
      const results = await Promise.allSettled(runs)
      expect(results.map(({ status }) => status)).toEqual(ids.map((_, index) => (index === 3 ? 'rejected' : 'fulfilled')))
      expect(await storage.transaction('turns', ({ events }) => scanIds(events))).toEqual(ids.filter((_, index) => index !== 3))
    } finally {
      await client.end()
    }
  })
})

describe('a hostile schema on the search path', () => {
  it('does not get between us and the functions we mean', async () => {
    await database.owner().query(`CREATE SCHEMA hostile;
      CREATE FUNCTION hostile.pg_current_snapshot() RETURNS text LANGUAGE sql AS $$ SELECT 'hostile' $$;
      CREATE FUNCTION hostile.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT 'hostile' $$;
      CREATE FUNCTION hostile.decode(text, text) RETURNS bytea LANGUAGE sql AS $$ SELECT NULL::bytea $$;
      CREATE TABLE hostile.event (LIKE farthing.event);
      GRANT USAGE ON SCHEMA hostile TO PUBLIC`)
    const client = await database.app().connect()
    try {
      await client.query(`BEGIN; SET LOCAL search_path = hostile, pg_catalog`)
      await postgres({ transaction: client }).transaction('hostile', async ({ events }) => {
        expect(await events.append([incoming('safe')])).toEqual(['accepted'])
        expect(await scanIds(events)).toEqual(['safe'])
      })
      await client.query('ROLLBACK')
    } finally {
      client.release()
    }
  })
})

describe('a connection that ends', () => {
  const kill = (pid: number) => database.admin().query('SELECT pg_terminate_backend($1)', [pid])

  async function killedDuring(when: 'work' | 'commit'): Promise<unknown> {
    const pool = new pg.Pool({ connectionString: database.urls().appUrl, max: 1 })
    pool.on('error', () => undefined)
    const lend: PgPool = {
      connect: async () => {
        const client = await pool.connect()
        const pidOf = async () => (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid
        const query: PgPoolClient['query'] = async (text, values) => {
          if (text === 'COMMIT' && when === 'commit') await kill(await pidOf())
          if (text.startsWith('WITH incoming') && when === 'work') await kill(await pidOf())
          return client.query(text, values)
        }
        return { query, release: (error) => client.release(error), on: (...args) => client.on(...args), removeListener: (...args) => client.removeListener(...args) }
      },
    }
    try {
      return await postgres(lend).transaction('killed', ({ events }) => events.append([incoming(when)])).catch((error: unknown) => error)
    } finally {
      expect(pool.totalCount, 'a broken connection leaves the pool').toBe(0)
      await pool.end()
    }
  }

  it('during the work is unavailable storage, and nothing is kept', async () => {
    expect(await killedDuring('work')).toMatchObject({ code: 'storage.unavailable' })
    expect(await postgres(database.app()).transaction('killed', ({ events }) => scanIds(events))).toEqual([])
  })

  it('during the commit has an unknown outcome', async () => {
    expect(await killedDuring('commit')).toMatchObject({ code: 'storage.outcome_unknown' })
  })

  it('is not what an error of the work means: the pool keeps the connection', async () => {
    const pool = new pg.Pool({ connectionString: database.urls().appUrl, max: 1 })
    try {
      for (let round = 0; round < 3; round += 1) {
        await expect(postgres(pool).transaction('errors', () => Promise.reject(new Error('of the work')))).rejects.toThrow('of the work')
        expect(pool).toMatchObject({ totalCount: 1, idleCount: 1 })
      }
    } finally {
      await pool.end()
    }
  })

  it('is not there to begin with: unavailable storage, with the cause', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
    const attempt = postgres(pool).transaction('none', () => Promise.resolve())
    await expect(attempt).rejects.toMatchObject({ code: 'storage.unavailable', cause: { code: 'ECONNREFUSED' } })
    await pool.end()
  })
})

describe('a failure that the work swallows', () => {
  it('still dooms its transaction: the server would answer COMMIT with a silent rollback', async () => {
    const swallowed = vi.fn()
    const run = postgres(database.app()).transaction('swallowed', async ({ events }) => {
      await events.append([incoming('lost')])
      await events.append([{ ...incoming('broken'), receivedAt: 'not an instant' }]).catch(swallowed)
      return 'looks fine'
    })
    await expect(run).rejects.toThrow('not an instant')
    expect(swallowed).toHaveBeenCalledOnce()
    expect(await postgres(database.app()).transaction('swallowed', ({ events }) => scanIds(events))).toEqual([])
  })
})
