import { runSource } from '../../workspace/run-source.js'
import type { Step } from '../../steps/step.js'

/** The conformance vectors of a folder. Unsupported cases are listed by reason and count neither way. */
export function conformance(folder: string): Step {
  return {
    name: 'conformance',
    async run() {
      const { code, stdout, output } = await runSource('conformance/run.ts', [folder])
      const totals = /^(\d+) passed, (\d+) failed, \d+ unsupported$/m.exec(stdout)
      if (totals === null) return { passed: 0, failed: 1, summary: `ended with exit code ${code}`, details: output }
      const [summary, passed, failed] = totals
      return { passed: Number(passed), failed: Number(failed), summary, details: output }
    },
  }
}
