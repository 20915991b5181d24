import { execFileSync } from 'node:child_process'

/** Operating-system user that runs the server. */
export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

function lookUp(name: string): ServerUser | undefined {
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim())
  try {
    return { name, uid: idOf('-u'), gid: idOf('-g') }
  } catch {
    return undefined
  }
}

/**
 * The user to run the server as, when it cannot be the present one: PostgreSQL refuses to run as root.
 * Takes `postgres` where a package made it, else `nobody`, so that no user has to be added to the machine.
 */
export function serverUser(names: readonly string[] = ['postgres', 'nobody']): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of names) {
    const user = lookUp(name)
    if (user !== undefined && user.uid !== 0) return user
  }
  throw new Error(`PostgreSQL does not run as root, and none of the users ${names.join(', ')} exists. Add one, or set DATABASE_URL.`)
}
