import { PGlite } from '@electric-sql/pglite'
import type { Storage } from '@farthing/ports'
import { migrate, postgres } from '../src/index.js'

/** A migrated PostgreSQL in this process, with one connection and without a disk: it shows that the statements fit, and nothing about durability. */
export async function openPglite(): Promise<{ readonly storage: Storage; readonly close: () => Promise<void> }> {
  const server = await PGlite.create()
  await migrate({ client: server })
  return { storage: postgres({ client: server }, { acceptUnsafe: ['fsync'] }), close: () => server.close() }
}
