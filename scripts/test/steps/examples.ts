import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Step } from '../../steps/step.js'
import { firstDifference } from '../../workspace/first-difference.js'
import { inRoot } from '../../workspace/root.js'
import { runSource } from '../../workspace/run-source.js'

/** `npm start` and every `examples/…/main.ts`: each ends well and prints what its `expected.txt` says. */
export const examples: Step = {
  name: 'examples',
  async run({ update }) {
    const folders = readdirSync(inRoot('examples')).filter((folder) => existsSync(inRoot('examples', folder, 'main.ts')))
    const programs = [['0-demo', 'scripts/start.ts'], ...folders.map((folder) => [folder, `examples/${folder}/main.ts`])] as const
    const problems: string[] = []
    for (const [folder = '', source = ''] of programs) {
      // In the folder of an example its own tsconfig.json holds, as in a project of a host.
      const { code, stdout, output } = await runSource(source, [], folder === '0-demo' ? {} : { folder: inRoot('examples', folder) })
      const expected = inRoot('examples', folder, 'expected.txt')
      if (update) writeFileSync(expected, stdout)
      const difference = firstDifference(existsSync(expected) ? readFileSync(expected, 'utf8') : '', stdout)
      if (code !== 0) problems.push(`${source} ended with exit code ${code}:\n${output}`)
      else if (difference !== undefined) problems.push(`examples/${folder}/expected.txt ${difference}`)
    }
    const summary = programs.map(([folder]) => folder).join(', ')
    return { passed: programs.length - problems.length, failed: problems.length, summary, details: problems.join('\n') }
  },
}
