import { tarballs } from '../../pack/tarballs.js'
import { checked, type Step } from '../../steps/step.js'
import { inParallel } from '../../workspace/in-parallel.js'
import { runTool } from '../../workspace/run-command.js'

/** "Are the types wrong?" on the tarballs: types resolve for `import` and for `require` under Node's own resolution. */
export const attw: Step = {
  name: 'attw',
  needs: ['pack'],
  async run() {
    const options = ['--profile', 'node16', '--no-definitely-typed', '--no-color', '--format', 'ascii']
    const results = await inParallel(tarballs(), 2, ({ file }) => runTool('attw', [file, ...options]))
    const problems = results.filter((result) => result.code !== 0).map((result) => result.output)
    return checked(problems.length === 0, `${results.length} tarballs`, problems.join('\n'))
  },
}
