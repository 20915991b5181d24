import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Runs a TypeScript file of the repository from source: packages resolve to `src` through the export condition
 * `@farthing/source`, so nothing has to be built.
 *
 * @param {URL} root the repository
 * @param {import('../tasks.mjs').Task} task
 * @param {readonly string[]} args the user's arguments
 * @returns {Promise<number>} the exit code; 128 + n after signal n
 */
export function runSource(root, task, args) {
  const source = fileURLToPath(new URL(task.source, root))
  if (!existsSync(source)) {
    console.error(`${task.source} does not exist yet: this task does nothing so far.`)
    return Promise.resolve(1)
  }
  const loader = pathToFileURL(createRequire(root).resolve('tsx')).href
  const nodeArgs = ['--conditions=@farthing/source', `--import=${loader}`, source, ...args]
  const child = spawn(process.execPath, nodeArgs, { cwd: folderOf(root, task), stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}

/** npm changes into the repository; INIT_CWD is where the user stands. */
function folderOf(root, task) {
  return task.keepFolder ? (process.env.INIT_CWD ?? process.cwd()) : fileURLToPath(root)
}
