import { readFileSync } from 'node:fs'
import { installDependencies } from './set-up/install-dependencies.mjs'
import { requireNode } from './set-up/require-node.mjs'
import { runSource } from './set-up/run-source.mjs'
import { tasks } from './tasks.mjs'

/*
 * `npm start`, `npm test` and every other root script come here. Uses nothing but Node, because on a fresh clone
 * there is nothing else: it checks the Node version, installs what is missing, and hands over to the task.
 */

const root = new URL('..', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const [name = '', ...args] = process.argv.slice(2)
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined

if (task === undefined) {
  console.error(`Unknown task "${name}". Tasks: ${Object.keys(tasks).join(', ')}.`)
  process.exitCode = 2
} else {
  requireNode(manifest.engines.node)
  await installDependencies(root, manifest.packageManager)
  process.exitCode = await runSource(root, task, args)
}
