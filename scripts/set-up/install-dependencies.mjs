import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Installs exactly what the lockfile says, unless that was done before.
 *
 * The package manager comes through npx in the version that `packageManager` pins: nothing is installed globally, and
 * corepack is not used, because it refuses registries that do not sign their metadata. A stamp inside `node_modules`
 * holds the hash of the installed lockfile, so that a second run costs one file read.
 *
 * @param {URL} root the repository
 * @param {string} packageManager such as `pnpm@12.21.0`
 */
export async function installDependencies(root, packageManager) {
  const stamp = new URL('node_modules/.installed-lockfile', root)
  const wanted = lockfileHash(root)
  if (textOf(stamp) === wanted) return

  console.error(`Installing dependencies with ${packageManager} …`)
  const code = await run('npx', ['-y', packageManager, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], root)
  if (code !== 0) {
    console.error(`Installing dependencies failed (exit code ${code}). The package registry must be reachable once.`)
    process.exit(2)
  }
  writeFileSync(stamp, wanted)
}

/** @param {URL} root */
function lockfileHash(root) {
  const hash = createHash('sha256').update(readFileSync(new URL('pnpm-lock.yaml', root)))
  return hash.update(`${process.platform} ${process.arch}`).digest('hex')
}

/** @param {URL} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {URL} folder
 * @returns {Promise<number>}
 */
function run(command, args, folder) {
  const env = { ...process.env, npm_config_loglevel: 'error' }
  const windows = process.platform === 'win32'
  // The installer's progress goes to stderr: stdout belongs to the task, which may print a document on it.
  const child = spawn(command, args, { cwd: fileURLToPath(folder), env, shell: windows, stdio: ['ignore', 2, 2] })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}
