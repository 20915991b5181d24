import { readFileSync } from 'node:fs'
import { inRoot } from '../../workspace/root.js'
import { runTool } from '../../workspace/run-command.js'
import type { Step, StepResult } from '../../steps/step.js'

/** The part of vitest's JSON report that counts. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/** Pure, property and type tests. Vitest's own progress is shown. */
export const unit: Step = vitestStep('unit')

/** Tests on a real PostgreSQL, which take one worker: beside the others, not behind them. */
export const postgres: Step = vitestStep('postgres')

function vitestStep(project: string): Step {
  return {
    name: project,
    async run() {
      const file = inRoot('.cache', `${project}.json`)
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
      const { code } = await runTool('vitest', ['run', '--project', project, ...reporters], { show: true, env })
      return countTests(JSON.parse(readFileSync(file, 'utf8')) as Report, code)
    },
  }
}

const env = {
  // An awkward process zone, so that a test that depends on the machine's own fails here.
  TZ: 'Pacific/Chatham',
  ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
}

/**
 * A file that does not load has no tests to count, and an error outside of any test fails the run alone:
 * each counts as one failure, so that the totals never look better than the exit code.
 */
export function countTests(report: Report, exitCode: number): StepResult {
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const counted = report.numFailedTests + unloaded.length
  const failed = exitCode !== 0 && counted === 0 ? 1 : counted
  const skipped = report.numPendingTests + report.numTodoTests
  const summary = `${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped in ${report.testResults.length} files`
  return { passed: report.numPassedTests, failed, summary }
}
