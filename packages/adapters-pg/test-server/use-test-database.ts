import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { createDatabase, dropDatabase, type TestDatabase, type TestRun } from './test-databases.js'

/** Pools of one test file's database, by role. They are opened at first use and closed after the file. */
export interface UsedDatabase {
  app(): pg.Pool
  owner(): pg.Pool
  /** A role that row-level security does not bind. */
  admin(): pg.Pool
  /** The name of the application's role. */
  readonly appRole: string
  readonly ownerRole: string
  /** The name of the role that owns the guard of what was recorded. */
  readonly guardRole: string
  urls(): TestDatabase
}

/** Gives the test file a database of its own. */
export function useTestDatabase(from: 'migrated' | 'empty' = 'migrated'): UsedDatabase {
  const run: TestRun = inject('pgTestRun')
  const pools = new Map<string, pg.Pool>()
  let database: TestDatabase | undefined

  const urls = (): TestDatabase => {
    if (database === undefined) throw new Error('The database exists inside tests and hooks only')
    return database
  }
  const pool = (url: string): pg.Pool => {
    const known = pools.get(url)
    if (known !== undefined) return known
    const made = new pg.Pool({ connectionString: url, max: 16 })
    made.on('error', () => undefined)
    pools.set(url, made)
    return made
  }

  beforeAll(async () => {
    database = await createDatabase(run, from)
  })
  afterAll(async () => {
    const lent = [...pools.values()].map((opened) => opened.totalCount - opened.idleCount)
    // Not awaited before the drop, which ends every session: a pool waits for ever for a connection that nobody gives back.
    const ended = Promise.all([...pools.values()].map((opened) => opened.end()))
    if (database !== undefined) await dropDatabase(run, database)
    if (lent.some((count) => count > 0)) throw new Error(`Connections that were not given back, by pool: ${lent.join(', ')}`)
    await ended
  })
  return {
    app: () => pool(urls().appUrl),
    owner: () => pool(urls().ownerUrl),
    admin: () => pool(urls().adminUrl),
    appRole: run.appRole,
    ownerRole: run.ownerRole,
    guardRole: run.guardRole,
    urls,
  }
}

