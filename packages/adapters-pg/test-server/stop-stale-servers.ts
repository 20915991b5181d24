import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Every folder of a test server starts with this; nothing else is ever touched. */
export const folderPrefix = 'farthing-pg-'

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A process id is used again by the system, so the command line has to name our folder too. */
function runsIn(pid: number, folder: string): boolean {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).includes(folder)
  } catch {
    return false
  }
}

async function stopServerOf(folder: string): Promise<void> {
  const pid = readPid(join(folder, 'data', 'postmaster.pid'))
  if (pid === undefined || !isAlive(pid) || !runsIn(pid, folder)) return
  process.kill(pid, 'SIGQUIT')
  for (let waited = 0; waited < 100 && isAlive(pid); waited += 1) await sleep(50)
}

/** Stops servers whose starter and keeper were both killed, and removes what they left. Each is found by its own process id file. */
export async function stopStaleServers(parent: string): Promise<readonly string[]> {
  const folders = readdirSync(parent)
    .filter((name) => name.startsWith(folderPrefix))
    .map((name) => join(parent, name))
  const stale: string[] = []
  for (const folder of folders) {
    const owner = readPid(join(folder, 'owner.pid'))
    if (owner === undefined || isAlive(owner)) continue
    await stopServerOf(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    stale.push(folder)
  }
  return stale
}
