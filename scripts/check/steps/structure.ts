import { runTool } from '../../workspace/run-command.js'
import { checked, type Step } from '../../steps/step.js'

/** dependency-cruiser: the order of packages and folders, purity, no circles. */
export const structure: Step = {
  name: 'structure',
  async run() {
    const { code, output } = await runTool('depcruise', ['--config', '.dependency-cruiser.js', 'packages', 'conformance', 'bench', 'torture', 'examples', 'scripts'])
    const cruised = /(\d+) modules, (\d+) dependencies cruised/.exec(output)
    return checked(code === 0, cruised?.[0] ?? 'dependency-cruiser', output)
  },
}
