import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readPackages } from '../workspace/packages.js'
import { inRoot } from '../workspace/root.js'

/** A copy of the workspace with the repository's own configuration and no source but what was planted. */
export interface PlantedWorkspace {
  /** Absolute path. */
  readonly path: string
  remove(): void
}

const configuration = [
  'package.json',
  'tsconfig.base.json',
  'tsconfig.check.json',
  'tsconfig.pure.json',
  'eslint.config.js',
  '.dependency-cruiser.js',
  'scripts/eslint-rules',
  'scripts/structure',
  'scripts/workspace',
]

/**
 * Plants source files (path → text) into an empty copy of the workspace, so that the real configurations of ESLint,
 * TypeScript and dependency-cruiser can be seen to catch them. It lies inside the repository, where tools find their packages.
 */
export function plantWorkspace(files: Readonly<Record<string, string>>): PlantedWorkspace {
  const parent = inRoot('.cache', 'planted')
  mkdirSync(parent, { recursive: true })
  const path = mkdtempSync(join(parent, 'workspace-'))
  for (const name of configuration) cpSync(inRoot(name), join(path, name), { recursive: true })
  for (const one of readPackages()) {
    const target = join(path, 'packages', one.folder)
    cpSync(one.path, target, { recursive: true, filter: (file) => file === one.path || file.endsWith('/package.json') })
    write(join(target, 'src/index.ts'), 'export {}\n')
    link(target, join(path, 'node_modules', one.manifest.name))
  }
  mkdirSync(join(path, 'examples'))
  for (const [file, text] of Object.entries(files)) write(join(path, file), text)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function link(target: string, name: string): void {
  mkdirSync(dirname(name), { recursive: true })
  symlinkSync(target, name, 'junction')
}
