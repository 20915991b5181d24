import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { emitProgram } from '../../api-report/emit-program.js'
import { reportEntryPoint } from '../../api-report/report-entry-point.js'
import { checked, type Step } from '../../steps/step.js'
import { firstDifference } from '../../workspace/first-difference.js'
import { readPackages } from '../../workspace/packages.js'
import { root } from '../../workspace/root.js'

/** The API reports: the public surface of every entry point equals the committed one. */
export const api: Step = {
  name: 'api',
  async run({ update }) {
    const entries = readPackages().flatMap(({ path, entryPoints }) =>
      entryPoints.map((entry) => ({ entry, file: join(path, 'api', `${entry.name}.api.md`) })),
    )
    const emitted = await emitProgram(entries.map(({ entry }) => entry))
    const problems: string[] = []
    for (const { entry, file } of entries) {
      const report = reportEntryPoint(entry, emitted)
      if (update) {
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, report)
      } else {
        const difference = firstDifference(await readFile(file, 'utf8').catch(() => ''), report)
        if (difference !== undefined) problems.push(`${relative(root, file)} ${difference}`)
      }
    }
    const advice = 'If the change is meant: npm run check -- --only api --update, and add a changeset.'
    return checked(problems.length === 0, `${entries.length} entry points`, [...problems, advice].join('\n'))
  },
}
