import { runSource } from '../../workspace/run-source.js'
import type { Step } from '../../steps/step.js'

/** A sample of the points at which commands are harmed; `npm run torture` tries all of them. */
export const torture: Step = {
  name: 'torture',
  async run({ update }) {
    const { code, stdout, output } = await runSource('torture/run.ts', ['--quick', '--lanes', '2', ...(update ? ['--update'] : [])])
    const totals = /^(\d+) points, (\d+) violations$/m.exec(stdout)
    if (totals === null) return { passed: 0, failed: 1, summary: `ended with exit code ${code}`, details: output }
    const [summary, points, violations] = totals
    const failed = Number(violations) + (code !== 0 && violations === '0' ? 1 : 0)
    return { passed: Number(points) - Number(violations), failed, summary, details: failed === 0 ? '' : output }
  },
}
