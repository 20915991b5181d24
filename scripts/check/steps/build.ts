import { buildPackages } from '../../build/build-packages.js'
import { checked, type Step } from '../../steps/step.js'

/** Builds what would be published: ESM, CommonJS and types. */
export const build: Step = {
  name: 'build',
  async run() {
    const failures = await buildPackages()
    const details = failures.map((failure) => `${failure.package}\n${failure.output}`).join('\n')
    return checked(failures.length === 0, 'ESM, CommonJS and types', details)
  },
}
