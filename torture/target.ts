import { migrate, postgres } from '@farthing/adapters-pg'
import pg from 'pg'
import { startOwnServer, type OwnServer } from '../packages/adapters-pg/test-server/start-test-server.js'
import { startFaultProxy, type FaultProxy } from './faults/fault-proxy.js'
import { adminConnection, type AdminConnection } from './observe/admin-connection.js'
import { tenant } from './workflows.js'

/** What is tortured: a server, the way to it for each purpose, and its administrator. */
export interface Target {
  readonly server: OwnServer
  readonly proxy: FaultProxy
  readonly admin: AdminConnection
  /** Of the application's role: straight to the server. */
  readonly url: string
  /** The same through the proxy. */
  readonly proxiedUrl: string
  /** For what goes well: its connection stays, and is no attempt's. */
  readonly steady: pg.Pool
  /** Waits until no connection of an attempt is left, so that what is kept no longer changes. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Milliseconds that an attempt waits for an answer: long for a server beside us, short for one behind a network that swallows packets. */
export const answerWithinMs = 400

const role = 'torture_app'
const steadyName = 'torture steady'

function urlOf(base: string, change: { readonly port?: number }): string {
  const url = new URL(base)
  Object.assign(url, { username: role, password: 'app' }, change.port === undefined ? {} : { port: String(change.port) })
  return url.href
}

export async function startTarget(): Promise<Target> {
  const server = await startOwnServer()
  const admin = adminConnection(server.url)
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'`)
  const owner = new pg.Pool({ connectionString: server.url, max: 1 })
  await migrate(owner, { appRole: role })
  await owner.end()
  const proxy = await startFaultProxy(Number(new URL(server.url).port))
  const steady = new pg.Pool({ connectionString: urlOf(server.url, {}), max: 1, application_name: steadyName, idleTimeoutMillis: 0 })
  steady.on('error', () => undefined)
  return {
    server,
    proxy,
    admin,
    url: urlOf(server.url, {}),
    proxiedUrl: urlOf(server.url, { port: proxy.port }),
    steady,
    async settle() {
      for (;;) {
        const { rows } = await admin.query<{ left: number }>(`SELECT count(*)::int AS left FROM pg_stat_activity WHERE usename = '${role}' AND application_name <> '${steadyName}'`)
        if (rows[0]?.left === 0) return
      }
    },
    async stop() {
      await steady.end()
      await proxy.close()
      await admin.close()
      await server.stop()
    },
  }
}

/** A pool of one connection for the time of `work`. Afterwards the pool has to work still, and nothing of it may be lent. */
export async function withAttemptPool<T>(url: string, work: (pool: pg.Pool) => Promise<T>, heal: () => void = () => undefined): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => undefined)
  try {
    return await work(pool)
  } finally {
    heal()
    await checkUsable(pool)
    await pool.end()
  }
}

/** With one connection in the pool, a transaction also shows that nothing is lent. A server that has just crashed takes a moment. */
async function checkUsable(pool: pg.Pool): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await postgres(pool, { answerWithinMs: 5_000 }).transaction(tenant, () => Promise.resolve())
      return
    } catch (error) {
      // What is still lent never comes, and then this waits as long as it may.
      if (tries === 3) throw new Error('the pool is poisoned', { cause: error })
    }
  }
}
