import { runSteps } from './run-steps.js'
import { selectSteps, type Selection } from './select-steps.js'
import type { Step } from './step.js'

/** Runs the steps that the command line selects. The last line is `N passed, N failed`; the exit code says the same. */
export async function main(steps: readonly Step[]): Promise<void> {
  const selection = readSelection(steps)
  if (selection === undefined) {
    process.exitCode = 2
    return
  }
  const totals = await runSteps(selection.steps, selection)
  console.log(`${totals.passed} passed, ${totals.failed} failed`)
  process.exitCode = totals.failed === 0 ? 0 : 1
}

function readSelection(steps: readonly Step[]): Selection | undefined {
  try {
    return selectSteps(steps, process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return undefined
  }
}
