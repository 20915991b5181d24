import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isOpenToAll, serverBinaries } from './server-binaries.js'
import { serverUser } from './server-user.js'
import { stopStaleServers } from './stop-stale-servers.js'

const starter = fileURLToPath(new URL('./fixtures/start-and-wait.ts', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const ownServer = process.env['DATABASE_URL'] === undefined

/** A process that starts a server and then waits; gives its id and the server's folder. */
async function startElsewhere(): Promise<{ readonly pid: number; readonly folder: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', starter], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { pid: child.pid!, folder: line.toString().trim() }
}

const serverPid = (folder: string) => Number.parseInt(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8'), 10)

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300 && !condition(); tries += 1) await sleep(50)
  expect(condition()).toBe(true)
}

describe.runIf(ownServer && process.platform !== 'win32')('a test server whose starter is killed', () => {
  it('is stopped by its keeper, and its files go', async () => {
    const { pid, folder } = await startElsewhere()
    const server = serverPid(folder)
    process.kill(pid, 'SIGKILL')
    await until(() => !isRunning(server) && !existsSync(folder))
  })

  it('together with its keeper is stopped by the next start, and no other process is', async () => {
    const { pid, folder } = await startElsewhere()
    const server = serverPid(folder)
    const keeper = Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(server)], { encoding: 'utf8' }))
    process.kill(keeper, 'SIGKILL')
    process.kill(pid, 'SIGKILL')
    await until(() => !isRunning(pid) && !isRunning(keeper))
    expect(isRunning(server)).toBe(true)
    expect(await stopStaleServers(dirname(folder))).toContain(folder)
    await until(() => !isRunning(server) && !existsSync(folder))
  })
})

describe.runIf(process.env['PG_BIN'] === undefined)('the server of npm', () => {
  it('is copied when its user cannot reach it, links and all', () => {
    const folder = mkdtempSync(join(tmpdir(), 'farthing-copy-'))
    try {
      chmodSync(folder, 0o755)
      const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 }
      const inPlace = serverBinaries(folder, undefined)
      expect(existsSync(join(folder, 'native'))).toBe(false)
      const copied = serverBinaries(folder, nobody, () => false)
      expect(copied).toBe(join(folder, 'native', 'bin'))
      const version = (bin: string) => execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
      expect(version(copied)).toBe(version(inPlace))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('isOpenToAll', () => {
  it('asks every folder on the way', () => {
    const folder = mkdtempSync(join(tmpdir(), 'farthing-open-'))
    try {
      chmodSync(folder, 0o700)
      expect(isOpenToAll(folder)).toBe(false)
      chmodSync(folder, 0o711)
      expect(isOpenToAll(folder)).toBe(isOpenToAll(dirname(folder)))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe.runIf(process.getuid?.() === 0)('as root', () => {
  it('the server runs as the first user that exists, and never as root', () => {
    expect(serverUser(['no-such-user', 'nobody'])).toMatchObject({ name: 'nobody' })
    expect(() => serverUser(['root', 'no-such-user'])).toThrow('PostgreSQL does not run as root')
  })
})
