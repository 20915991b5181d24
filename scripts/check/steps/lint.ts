import { runTool } from '../../workspace/run-command.js'
import { checked, type Step } from '../../steps/step.js'

/** ESLint over the whole repository; a warning is an error. Not cached: a typed rule depends on other files than its own. */
export const lint: Step = {
  name: 'lint',
  async run() {
    const { code, output } = await runTool('eslint', ['.', '--max-warnings', '0'])
    return checked(code === 0, 'strict, typed, with the purity rules', output)
  },
}
