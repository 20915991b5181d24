import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { emitDeclarations } from '../workspace/emit-declarations.js'
import { inParallel } from '../workspace/in-parallel.js'
import { readPackages, type WorkspacePackage } from '../workspace/packages.js'
import { inRoot } from '../workspace/root.js'
import { runTool } from '../workspace/run-command.js'

export interface BuildFailure {
  readonly package: string
  readonly output: string
}

/**
 * Builds every package into its `dist`; in any order, because packages see each other's sources and not each other's builds. The declarations of all come first,
 * from one run of the compiler; `tsup` then bundles those of each package.
 */
export async function buildPackages(): Promise<readonly BuildFailure[]> {
  const packages = readPackages()
  const output = await emitDeclarations({ packages: inRoot('packages'), folder: inRoot('.cache', 'declarations') })
  if (output !== undefined) return [{ package: 'declarations of all packages', output }]
  const failures = await inParallel(packages, 2, buildPackage)
  return failures.filter((failure) => failure !== undefined)
}

async function buildPackage({ path, manifest }: WorkspacePackage): Promise<BuildFailure | undefined> {
  await rm(join(path, 'dist'), { recursive: true, force: true })
  const { code, output } = await runTool('tsup', ['--config', inRoot('tsup.config.ts')], { folder: path })
  return code === 0 ? undefined : { package: manifest.name, output }
}
