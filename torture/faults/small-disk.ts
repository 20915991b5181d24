import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverUser } from '../../packages/adapters-pg/test-server/server-user.js'
import { isOpenToAll } from '../../packages/adapters-pg/test-server/server-binaries.js'

/** A disk of its own, in memory, that can be full. */
export interface SmallDisk {
  readonly path: string
  /** From now on it has room for nothing more than what is on it. */
  fill(): void
  free(): void
}

/** The disks that a server lies on: one for tables and indexes, one for the log that is written ahead. */
export interface SmallDisks {
  readonly data: SmallDisk
  readonly log: SmallDisk
  unmount(): void
}

const megabytes = 1_024
const mountName = 'farthing-torture-'

const mount = (...args: readonly string[]): unknown => execFileSync('mount', args, { stdio: 'ignore' })
// Lazily: a server that was killed may still hold files.
const unmount = (path: string): unknown => execFileSync('umount', ['-l', path], { stdio: 'ignore' })

function smallDisk(path: string, owner: string): SmallDisk {
  mkdirSync(path)
  mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, `${mountName}${process.pid}`, path)
  execFileSync('chown', [owner, path])
  chmodSync(path, 0o700)
  const resize = (size: string): unknown => mount('-o', `remount,size=${size}`, path)
  return {
    path,
    fill() {
      // The disk shrinks to what is on it. Where something is written in between, that is too small, and the system says so.
      for (let tries = 0; ; tries += 1) {
        const { blocks, bfree, bsize } = statfsSync(path)
        try {
          resize(String((blocks - bfree) * bsize))
          return
        } catch (cause) {
          if (tries === 20) throw new Error(`${path} could not be made full`, { cause })
        }
      }
    },
    free: () => void resize(`${megabytes}m`),
  }
}

/** Disks of runs that were killed. */
function unmountStale(): void {
  for (const line of readFileSync('/proc/mounts', 'utf8').split('\n')) {
    const [name = '', path = ''] = line.split(' ')
    if (name.startsWith(mountName) && !existsSync(`/proc/${name.slice(mountName.length)}`)) unmount(path)
  }
}

/** Mounts both disks; `undefined` where that is not possible: it takes root on Linux, and a machine that lets root mount. */
export function mountSmallDisks(): SmallDisks | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  const user = serverUser()
  const temporary = realpathSync(tmpdir())
  const folder = mkdtempSync(join(isOpenToAll(temporary) ? temporary : '/tmp', mountName))
  chmodSync(folder, 0o755)
  const owner = `${user?.uid ?? 0}:${user?.gid ?? 0}`
  const mounted: SmallDisk[] = []
  const remove = (): void => {
    for (const { path } of mounted.splice(0)) unmount(path)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    unmountStale()
    for (const name of ['data', 'log']) mounted.push(smallDisk(join(folder, name), owner))
  } catch {
    remove()
    return undefined
  }
  const [data, log] = mounted as [SmallDisk, SmallDisk]
  process.once('exit', remove)
  return {
    data,
    log,
    unmount() {
      process.off('exit', remove)
      remove()
    },
  }
}
