import { checked, type Step } from '../../steps/step.js'
import { runTool } from '../../workspace/run-command.js'

/** knip: no file, export or dependency without a use, and no import without a declared dependency. */
export const unused: Step = {
  name: 'unused',
  async run() {
    const { code, output } = await runTool('knip', ['--no-progress'])
    return checked(code === 0, 'files, exports, dependencies', output)
  },
}
