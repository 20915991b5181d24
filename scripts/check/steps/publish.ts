import { checked, type Step } from '../../steps/step.js'
import { pnpm } from '../../workspace/pnpm.js'

/** Publishing would work: a dry run over all packages. */
export const publish: Step = {
  name: 'publish',
  needs: ['build'],
  async run() {
    const { code, output } = await pnpm(['--recursive', 'publish', '--dry-run', '--no-git-checks'])
    return checked(code === 0, 'dry run', output)
  },
}
