import { runSteps } from './run-steps.js'
import { selectSteps } from './select-steps.js'
import type { Step } from './step.js'
import type { StepValues } from './step-options.js'

export interface StepProgram {
  readonly steps: readonly Step[]
  readonly values: StepValues
}

/**
 * Runs what the command line asks for. The last line is `N passed, N failed` and the exit code says the same;
 * 2 when `read` throws, because the command line is wrong.
 */
export async function main(read: () => StepProgram): Promise<void> {
  let program: StepProgram
  try {
    const { steps, values } = read()
    program = { steps: selectSteps(steps, values.only), values }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
    return
  }
  const totals = await runSteps(program.steps, { update: program.values.update })
  console.log(`${totals.passed} passed, ${totals.failed} failed`)
  process.exitCode = totals.failed === 0 ? 0 : 1
}
