import { Option } from 'commander'
import { fail } from '@farthing/core'
import type { PgPool } from '@farthing/adapters-pg'

export interface DatabaseOptions {
  readonly database?: string
  readonly schema?: string
}

/** The options of every command that talks to a database. */
export const databaseOptions: readonly Option[] = [
  new Option('--database <url>', 'postgres://… ; better in the environment, where no list of processes shows its password').env('DATABASE_URL'),
  new Option('--schema <name>', 'schema of the tables (default: farthing)'),
]

/** The driver is the host's: the library knows it by its shape only. Older releases of it have no named exports for `import`. */
async function loadDriver() {
  const { default: driver } = await import('pg').catch((cause: unknown) =>
    fail('storage.unavailable', { field: '--database', because: 'needs the driver pg, which is not installed; npm install pg' }, cause),
  )
  return driver
}

interface Lending {
  /** Most connections at once; one unless given. */
  readonly connections?: number
  /** Another option that would do instead. */
  readonly without?: string
}

/** Lends a pool of connections to the database that the options name. */
export async function withDatabase<T>({ database }: DatabaseOptions, work: (pool: PgPool) => Promise<T>, { connections = 1, without }: Lending = {}): Promise<T> {
  if (database === undefined || database === '') {
    return fail('storage.unavailable', { field: '--database', because: `is not given, and DATABASE_URL is not set${without === undefined ? '' : `; or give ${without}`}` })
  }
  const { Pool } = await loadDriver()
  const pool = new Pool({ connectionString: database, max: connections, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => undefined)
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

/** The part of the options that the adapter takes. */
export function schemaOf({ schema }: DatabaseOptions): { readonly schema?: string } {
  return schema === undefined ? {} : { schema }
}
