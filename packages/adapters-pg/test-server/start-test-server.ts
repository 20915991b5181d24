import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { isOpenToAll, serverBinaries } from './server-binaries.js'
import { serverUser, type ServerUser } from './server-user.js'
import { folderPrefix, stopStaleServers } from './stop-stale-servers.js'

export interface TestServer {
  /** Connection string of a role that may create databases and roles. */
  readonly url: string
  /** Where the server keeps its files and its log; absent for a server of the user's. */
  readonly folder?: string
  stop(): Promise<void>
}

/** A server that was started here, and may be mistreated. */
export interface OwnServer extends TestServer {
  readonly folder: string
  /** Ends the server and starts it again on the same files. `crash`: as if it had died, so that it recovers from its log. */
  restart(how: 'crash' | 'orderly'): Promise<void>
  /** From now on it is also started again when it ends by itself, as a supervisor of services does. */
  supervise(): void
}

export interface OwnServerOptions {
  /** Settings of postgresql.conf, as `name=value`. */
  readonly settings?: readonly string[]
  /** An empty folder for the log that is written ahead, for instance on a disk of its own. */
  readonly walFolder?: string
}

const superuser = 'farthing'

/** The server sees no PG* variable of ours: `PGDATA` or `PGPORT` of a developer's shell would change what it does. */
function serverEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

function makeFolder(parent: string, user: ServerUser | undefined): string {
  const folder = mkdtempSync(join(parent, folderPrefix))
  writeFileSync(join(folder, 'owner.pid'), String(process.pid))
  if (user !== undefined) {
    chmodSync(folder, 0o755)
    chownSync(folder, user.uid, user.gid)
  }
  return folder
}

function initialise(folder: string, { bin, password, user, walFolder }: { readonly bin: string; readonly password: string; readonly user: ServerUser | undefined; readonly walFolder: string | undefined }): void {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid)
  // initdb without sync: a machine that loses power while it runs has no test left to finish. The server itself keeps fsync on.
  const args = ['-D', join(folder, 'data'), '-U', superuser, '--auth=password', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-sync', ...(walFolder === undefined ? [] : [`--waldir=${walFolder}`])]
  const as = user === undefined ? {} : { uid: user.uid, gid: user.gid }
  execFileSync(join(bin, 'initdb'), args, { ...as, cwd: folder, env: serverEnv(), stdio: ['ignore', 'ignore', 'pipe'] })
  rmSync(passwordFile)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port')
  return address.port
}

async function startKeeper(folder: string, bin: string, port: number, user: ServerUser | undefined, more: readonly string[]): Promise<ChildProcess> {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=60', 'shared_buffers=64MB', ...more]
  const args = ['-D', join(folder, 'data'), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const order = JSON.stringify({ command: join(bin, 'postgres'), args, env: serverEnv(), uid: user?.uid, gid: user?.gid, folder })
  const script = fileURLToPath(new URL('./server-keeper.mjs', import.meta.url))
  // Detached: Ctrl-C reaches the whole group of a terminal, and the keeper has to outlive it.
  const keeper = spawn(process.execPath, [script, order], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  await once(keeper, 'spawn')
  return keeper
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

async function waitUntilReady(url: string, keeper: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 600 && keeper.exitCode === null; tries += 1) {
    if (await answers(url)) return true
    await sleep(50)
  }
  return false
}

async function stopKeeper(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null) return
  const exit = once(keeper, 'exit')
  keeper.stdin?.end()
  await exit
}

function logOf(folder: string): string {
  const log = join(folder, 'server.log')
  return existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000) : ''
}

async function restart(url: string, keeper: ChildProcess, signal: NodeJS.Signals, log: () => string): Promise<void> {
  const witness = new pg.Client({ connectionString: url })
  witness.on('error', () => undefined)
  await witness.connect()
  const ended = new Promise<void>((resolve) => witness.once('end', resolve))
  keeper.stdin?.write(`${signal}\n`)
  // The old server is gone when it has ended its sessions; before that it would answer for the new one.
  await ended
  if (!(await waitUntilReady(url, keeper))) throw new Error(`The test server did not start again. End of its log:\n${log()}`)
}

/**
 * A new server, also where `DATABASE_URL` names one: for what no server of the user's should go through.
 */
export async function startOwnServer({ settings = [], walFolder }: OwnServerOptions = {}): Promise<OwnServer> {
  const user = serverUser()
  const temporary = realpathSync(tmpdir())
  const parent = user === undefined || isOpenToAll(temporary) ? temporary : '/tmp'
  await stopStaleServers(parent)
  const folder = makeFolder(parent, user)
  const bin = serverBinaries(folder, user)
  const password = randomBytes(12).toString('hex')
  initialise(folder, { bin, password, user, walFolder })
  // Another process can take the port between our look and the start; three tries make that a non-event.
  for (let tries = 0; tries < 3; tries += 1) {
    const port = await freePort()
    const url = `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`
    const keeper = await startKeeper(folder, bin, port, user, settings)
    if (await waitUntilReady(url, keeper)) {
      return {
        url,
        folder,
        stop: () => stopKeeper(keeper),
        supervise: () => void keeper.stdin?.write('supervise\n'),
        restart: (how) => restart(url, keeper, how === 'crash' ? 'SIGQUIT' : 'SIGINT', () => logOf(folder)),
      }
    }
    await stopKeeper(keeper)
  }
  const log = logOf(folder)
  rmSync(folder, { recursive: true, force: true })
  throw new Error(`The test server did not start. End of its log:\n${log}`)
}

/**
 * A PostgreSQL for tests: the one that `DATABASE_URL` names, else a new one from npm on a free port of the loopback interface.
 *
 * Runs as root (the server then runs as `postgres` or `nobody`) and as an ordinary user, without Docker. Stopping removes its files;
 * when this process is killed, the server's keeper stops it, and a next start clears what even a killed keeper left.
 * A new one has no autovacuum: its transactions hold the horizon back for an instant, and then what a test has just committed is not yet in a feed.
 */
export async function startTestServer(): Promise<TestServer> {
  const url = process.env['DATABASE_URL']
  if (url !== undefined && url !== '') return { url, stop: () => Promise.resolve() }
  return startOwnServer({ settings: ['autovacuum=off'] })
}
