import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { noAnswer, type Point } from '../point.js'
import type { Target } from '../target.js'
import type { Workflow } from '../workflows.js'
import { phases, type KillOrder } from './killed-process.js'

/** Of this process: another run, of sources that are a minute older, has one of its own. */
const bundle = join(import.meta.dirname, '..', '..', '.cache', 'torture', `killed-process-${process.pid}.mjs`)

/** One file with all that the process needs: it starts in a tenth of the time that reading the sources would take. */
export async function bundleKilledProcess(): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'killed-process.main.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@farthing/source'],
    external: ['pg-native'],
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    logLevel: 'error',
  })
  process.once('exit', () => rmSync(bundle, { force: true }))
}

async function killAt(order: KillOrder): Promise<typeof noAnswer> {
  const child = spawn(process.execPath, [bundle, JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  if (signal !== 'SIGKILL') throw new Error(`the process ended with ${signal ?? code ?? 'nothing'} and not where it was to be killed`)
  return noAnswer
}

/** A process that is killed before, during and after each await of the server. */
export function killPoints({ url }: Target, workflow: Workflow, statements: readonly string[]): readonly Point[] {
  return statements.flatMap((_, statement) =>
    phases.map((phase) => ({
      workflow,
      kind: 'kill' as const,
      name: `${workflow.name} kill ${phase} ${statement}`,
      attempt: () => killAt({ url, workflow: workflow.name, statement, phase }),
    })),
  )
}
