import { existsSync, readdirSync } from 'node:fs'
import { purePackages } from '../../workspace/layers.mjs'
import { inParallel } from '../../workspace/in-parallel.js'
import { inRoot } from '../../workspace/root.js'
import { runTool } from '../../workspace/run-command.js'
import { checked, type Step } from '../../steps/step.js'

/**
 * Every project of the workspace against its own tsconfig, and the pure packages a second time without tests, Node and
 * DOM types: their tests import vitest, whose types would bring `process` back.
 */
export const types: Step = {
  name: 'types',
  async run() {
    const projects = findProjects()
    const results = await inParallel(projects, 2, compile)
    const errors = results.filter((result) => result.code !== 0).map((result) => result.output)
    return checked(errors.length === 0, `${projects.length} projects`, errors.join('\n'))
  },
}

function findProjects(): readonly string[] {
  const folders = ['packages', 'examples'].flatMap((parent) =>
    readdirSync(inRoot(parent)).map((folder) => `${parent}/${folder}/tsconfig.json`),
  )
  const pure = purePackages.map((folder) => `packages/${folder}/tsconfig.pure.json`)
  const others = ['tsconfig.json', 'conformance/tsconfig.json', 'bench/tsconfig.json', 'torture/tsconfig.json']
  return [...folders, ...pure, ...others].filter((project) => existsSync(inRoot(project)))
}

function compile(project: string): ReturnType<typeof runTool> {
  const memory = inRoot('.cache', 'types', `${project.replaceAll('/', '-')}.tsbuildinfo`)
  return runTool('tsc', ['--project', project, '--incremental', '--tsBuildInfoFile', memory, '--pretty', 'false'])
}
