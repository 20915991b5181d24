import { migrate, postgres, type PgConnection, type PostgresOptions } from '@farthing/adapters-pg'
import { isFarthingError } from '@farthing/core'
import type { Storage } from 'farthing'
import pg from 'pg'
import { startOwnServer, type OwnServer } from '../packages/adapters-pg/test-server/start-test-server.js'
import { startFaultProxy, type FaultProxy } from './faults/fault-proxy.js'
import { mountSmallDisks, type SmallDisks } from './faults/small-disk.js'
import { adminConnection, type AdminConnection } from './observe/admin-connection.js'
import { withFault, type PlantedFault } from './observe/planted-fault.js'
import { tenant } from './workflows.js'

/** What is tortured: a server, the way to it for each purpose, and its administrator. */
export interface Target {
  readonly server: OwnServer
  readonly proxy: FaultProxy
  readonly admin: AdminConnection
  /** Of the application's role: straight to the server. */
  readonly url: string
  /** Of the owner of the tables. */
  readonly ownerUrl: string
  /** That of the application through the proxy. */
  readonly proxiedUrl: string
  /** For what goes well: its connection stays, and is no attempt's. */
  readonly steady: pg.Pool
  /** Where the server lies; `undefined` on a machine that mounts none. */
  readonly disks: SmallDisks | undefined
  /** A connection that takes part in what goes on without being an attempt's: not waited for, and closed by whoever opened it. */
  readonly connectBeside: () => Promise<pg.Client>
  /** The storage under test: as it is, or with a fault that was planted to see it found. */
  readonly storageOf: (connection: PgConnection, options?: PostgresOptions) => Storage
  /** Waits until no connection of an attempt is left, so that what is kept no longer changes. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Milliseconds that an attempt waits for an answer: long for a server beside us, short for one behind a network that swallows packets. */
export const answerWithinMs = 400

const role = 'torture_app'
/** The name of connections that migrate. */
export const ownerName = 'torture owner'
const steadyName = 'torture steady'

function urlOf(base: string, change: { readonly port?: number; readonly role?: string }): string {
  const url = new URL(base)
  const login = change.role === undefined ? {} : { username: change.role, password: 'app' }
  Object.assign(url, { pathname: '/torture', ...login }, change.port === undefined ? {} : { port: String(change.port) })
  return url.href
}

/** A small log, so that a disk that is full is met soon; a deadlock is found at once. Both change when things happen, and not what. */
const settings = ['wal_recycle=off', 'min_wal_size=32MB', 'max_wal_size=64MB', 'deadlock_timeout=50ms']

/** A database of its own, on the small disk where there is one. */
async function makeDatabase(server: OwnServer, disks: SmallDisks | undefined): Promise<void> {
  const maintenance = adminConnection(server.url)
  if (disks !== undefined) await maintenance.query(`CREATE TABLESPACE small LOCATION '${disks.data.path}'`)
  await maintenance.query(`CREATE DATABASE torture${disks === undefined ? '' : ' TABLESPACE small'}`)
  await maintenance.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'`)
  await maintenance.close()
  const owner = new pg.Pool({ connectionString: urlOf(server.url, {}), max: 1 })
  await migrate(owner, { appRole: role })
  await owner.end()
}

/** @param fault planted into the library, for the tests of this harness */
export async function startTarget(fault?: PlantedFault): Promise<Target> {
  const disks = mountSmallDisks()
  const server = await startOwnServer({ settings, ...(disks && { walFolder: disks.log.path }) })
  server.supervise()
  await makeDatabase(server, disks)
  const admin = adminConnection(urlOf(server.url, {}))
  const proxy = await startFaultProxy(Number(new URL(server.url).port))
  const url = urlOf(server.url, { role })
  const steady = new pg.Pool({ connectionString: url, max: 1, application_name: steadyName, idleTimeoutMillis: 0 })
  steady.on('error', () => undefined)
  return {
    server,
    proxy,
    admin,
    url,
    ownerUrl: urlOf(server.url, {}),
    proxiedUrl: urlOf(server.url, { role, port: proxy.port }),
    steady,
    disks,
    async connectBeside() {
      const client = new pg.Client({ connectionString: url, application_name: steadyName })
      client.on('error', () => undefined)
      await client.connect()
      return client
    },
    storageOf: (connection, options) => postgres(fault === undefined ? connection : withFault(connection, fault), options),
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
      disks?.unmount()
    },
  }
}

/** A pool of one connection for the time of `work`. Afterwards the pool has to work still, and nothing of it may be lent. */
export async function withAttemptPool<T>(url: string, work: (pool: pg.Pool) => Promise<T>, heal: () => void | Promise<void> = () => undefined, answers: readonly string[] = []): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => undefined)
  try {
    return await work(pool)
  } finally {
    await heal()
    await checkUsable(pool, answers)
    await pool.end()
  }
}

/** With one connection in the pool, a transaction also shows that nothing is lent; these failures are answers too. A server that has just crashed takes a moment. */
async function checkUsable(pool: pg.Pool, answers: readonly string[]): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await postgres(pool, { answerWithinMs: 5_000 }).transaction(tenant, () => Promise.resolve())
      return
    } catch (error) {
      if (isFarthingError(error) && answers.includes(error.code)) return
      // What is still lent never comes, and then this waits as long as it may.
      if (tries === 3) throw new Error('the pool is poisoned', { cause: error })
    }
  }
}
