import { checked, type Step } from '../../steps/step.js'
import { runTool } from '../../workspace/run-command.js'

interface Measured {
  readonly name: string
  readonly passed: boolean
  readonly size: number
}

/** size-limit: what a host's bundle pays for the named imports stays within the budgets in `.size-limit.json`. */
export const size: Step = {
  name: 'size',
  needs: ['build'],
  async run() {
    const { code, stdout, output } = await runTool('size-limit', ['--json'])
    const measured = stdout.trimStart().startsWith('[') ? (JSON.parse(stdout) as readonly Measured[]) : []
    const summary = measured.map((one) => `${one.name} ${(one.size / 1000).toFixed(1)} kB`).join(', ')
    return checked(code === 0, summary, output)
  },
}
