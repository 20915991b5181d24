import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkspacePackage } from '../../workspace/packages.js'
import { caseOf, type Case } from './case.js'

const shipped = /^(dist\/.+\.(js|cjs|d\.ts|d\.cts|sql|json)|schemas\/.+\.json|package\.json|README\.md|LICENSE)$/

/** What the installed copy of a package contains, and what it must not contain. */
export function inspectTarball(host: string, { manifest: { name } }: WorkspacePackage): readonly Case[] {
  const folder = join(host, 'node_modules', name)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
  const strangers = files.filter((file) => !shipped.test(file))
  const missing = ['README.md', 'LICENSE'].filter((file) => !files.includes(file))
  const twice = classesTwice(folder, files)
  return [
    caseOf(`${name} ships builds and JSON Schemas only`, strangers.length === 0, `also ships ${strangers.join(', ')}`),
    caseOf(`${name} ships its README and licence`, missing.length === 0, `lacks ${missing.join(', ')}`),
    caseOf(`${name} has no source condition`, !manifest.includes('@farthing/source'), 'package.json names @farthing/source'),
    caseOf(`${name} has no workspace range`, !manifest.includes('workspace:'), 'package.json has a workspace: range'),
    caseOf(`${name} has each class once`, twice.length === 0, `has twice: ${twice.join(', ')}`),
  ]
}

/** Classes that the ES modules of a package declare more than once, so that `instanceof` would depend on the sub-path. */
function classesTwice(folder: string, files: readonly string[]): readonly string[] {
  const declared = files
    .filter((file) => file.endsWith('.js') && file !== 'dist/cli.js')
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/\bclass (?!extends\b)(\w+)|\b(\w+) = class\b/g)].map((match) => match[1] ?? match[2] ?? ''))
  return declared.filter((name, position) => declared.indexOf(name) !== position)
}
