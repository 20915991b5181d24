import { readFileSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOwnServer } from '../../../packages/adapters-pg/test-server/start-test-server.js'
import { pageSteps, type PageStep } from '../../docs/page-steps.js'
import { firstDifference } from '../../workspace/first-difference.js'
import { inRoot } from '../../workspace/root.js'
import { runCommand } from '../../workspace/run-command.js'
import { caseOf, type Case } from './case.js'

const page = 'docs/tutorial/first-hour.md'

/**
 * Does what the tutorial says, literally, in an empty folder beside an installation and on a new PostgreSQL. `modules` is the `node_modules` folder of that
 * installation; `env` is added to that of every command.
 */
export async function followTutorial(modules: string, env: Readonly<Record<string, string>> = {}): Promise<readonly Case[]> {
  const folder = await mkdtemp(join(tmpdir(), 'farthing-tutorial-'))
  const server = await startOwnServer()
  try {
    await symlink(modules, join(folder, 'node_modules'))
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    const cases: Case[] = []
    for (const step of pageSteps(readFileSync(inRoot(page), 'utf8'))) cases.push(...(await follow(step, folder, { ...env, DATABASE_URL: server.url })))
    return [caseOf(`${page} has steps`, cases.length > 5, `${cases.length} commands`), ...cases]
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** One case for each line that is typed; what is printed is that of the last one. */
async function follow(step: PageStep, folder: string, env: Readonly<Record<string, string>>): Promise<readonly Case[]> {
  if (step.kind === 'write') {
    await writeFile(join(folder, step.file), step.text)
    return []
  }
  const cases: Case[] = []
  for (const [index, line] of step.lines.entries()) {
    const [command = '', ...args] = line.split(' ')
    const { code, stdout, output } = await runCommand(command, args, { folder, env })
    const difference = index + 1 < step.lines.length || step.expected === undefined ? undefined : firstDifference(step.expected, stdout)
    cases.push(caseOf(`${page}: ${line}`, code === 0 && difference === undefined, difference ?? `ended with exit code ${code}:\n${output}`))
  }
  return cases
}
