import { migrate } from '@farthing/adapters-pg'
import pg from 'pg'
import { startOwnServer, type OwnServer } from '../../packages/adapters-pg/test-server/start-test-server.js'

/** Stated with every figure: a server with room for its log, everything else as it comes; fsync and synchronous_commit on. */
const benchSettings = ['shared_buffers=1GB', 'max_wal_size=8GB'] as const

/** A server of its own with the tables in place, and a pool of `connections`. */
export async function withBenchServer<T>(connections: number, work: (pool: pg.Pool, server: OwnServer) => Promise<T>): Promise<T> {
  const server = await startOwnServer({ settings: benchSettings })
  const pool = new pg.Pool({ connectionString: server.url, max: connections })
  pool.on('error', () => undefined)
  try {
    await migrate(pool)
    return await work(pool, server)
  } finally {
    await pool.end()
    await server.stop()
  }
}
