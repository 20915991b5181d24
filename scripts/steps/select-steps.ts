import { parseArgs } from 'node:util'
import type { Step, StepOptions } from './step.js'

export interface Selection extends StepOptions {
  readonly steps: readonly Step[]
}

/**
 * Reads `--only a,b` and `--update`. A selected step brings the steps that it needs.
 *
 * @throws Error when an option or a step is unknown, with a sentence for the user.
 */
export function selectSteps(all: readonly Step[], args: readonly string[]): Selection {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string', multiple: true }, update: { type: 'boolean', default: false } },
  })
  const names = values.only?.flatMap((list) => list.split(','))
  if (names === undefined) return { steps: all, update: values.update }

  const selected = new Set<string>()
  for (const name of names) select(all, name, selected)
  return { steps: all.filter((step) => selected.has(step.name)), update: values.update }
}

function select(all: readonly Step[], name: string, selected: Set<string>): void {
  const step = all.find((candidate) => candidate.name === name)
  if (step === undefined) {
    throw new Error(`There is no step "${name}". Steps: ${all.map((candidate) => candidate.name).join(', ')}.`)
  }
  selected.add(name)
  for (const need of step.needs ?? []) select(all, need, selected)
}
