import { inParallel } from '../../workspace/in-parallel.js'
import { inRoot } from '../../workspace/root.js'
import { runTool } from '../../workspace/run-command.js'
import { checked, type Step } from '../../steps/step.js'

/**
 * The whole repository, and the pure packages a second time without tests, Node and DOM types: their tests import vitest,
 * whose types would bring `process` back; and the example whose framework wants decorators of the older kind. One program each, because programs by package would check shared sources again.
 *
 * `tsc` is TypeScript 7 (`typescript-native`), which checks the same in a quarter of the time and has no compiler API: building, linting and
 * the API report use `typescript`, version 6.
 */
export const types: Step = {
  name: 'types',
  async run() {
    const results = await inParallel(['tsconfig.check.json', 'tsconfig.pure.json', 'examples/5-nestjs/tsconfig.json'], 2, compile)
    const errors = results.filter((result) => result.code !== 0).map((result) => result.output)
    return checked(errors.length === 0, 'the repository; core, pricing and ledger without Node and DOM', errors.join('\n'))
  },
}

function compile(project: string): ReturnType<typeof runTool> {
  const memory = inRoot('.cache', 'types', `${project.replaceAll('/', '-')}.tsbuildinfo`)
  return runTool('tsc', ['--project', project, '--incremental', '--tsBuildInfoFile', memory, '--pretty', 'false'])
}
