import type { Step } from './step.js'

/**
 * The steps that `--only` names, each with the steps that it needs; all of them without `--only`.
 *
 * @throws Error when a step is unknown, with a sentence for the user.
 */
export function selectSteps(all: readonly Step[], only: readonly string[] | undefined): readonly Step[] {
  if (only === undefined) return all
  const selected = new Set<string>()
  for (const name of only.flatMap((list) => list.split(','))) select(all, name, selected)
  return all.filter((step) => selected.has(step.name))
}

function select(all: readonly Step[], name: string, selected: Set<string>): void {
  const step = all.find((candidate) => candidate.name === name)
  if (step === undefined) {
    throw new Error(`There is no step "${name}". Steps: ${all.map((candidate) => candidate.name).join(', ')}.`)
  }
  selected.add(name)
  for (const need of step.needs ?? []) select(all, need, selected)
}
