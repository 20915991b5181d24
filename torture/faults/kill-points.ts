import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { noAnswer, type Point } from '../point.js'
import type { Target } from '../target.js'
import type { Workflow } from '../workflows.js'
import { bundle } from './bundle.js'
import { phases, type KillOrder } from './killed-process.js'

let script = ''

/** To be done once, before the first of these points. */
export async function bundleKilledProcess(): Promise<void> {
  script = await bundle('killed-process')
}

async function killAt(order: KillOrder): Promise<typeof noAnswer> {
  const child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit'] })
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
