import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './root.js'

export interface RootManifest {
  /** Such as `pnpm@12.21.0`. */
  readonly packageManager: string
  readonly devDependencies: Readonly<Record<string, string>>
}

export function readRootManifest(): RootManifest {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as RootManifest
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

/** An entry point as a host imports it, and the source file behind it. */
export interface EntryPoint {
  /** `@farthing/core/testing`. */
  readonly specifier: string
  /** `index` or `testing`: the name of the built file and of the API report. */
  readonly name: string
  /** Absolute path of the TypeScript source. */
  readonly source: string
}

export interface WorkspacePackage {
  /** Name of the folder under `packages`. */
  readonly folder: string
  /** Absolute path. */
  readonly path: string
  readonly manifest: Manifest
  readonly entryPoints: readonly EntryPoint[]
}

/** The published packages, in the order of their folder names. */
export function readPackages(): readonly WorkspacePackage[] {
  return readdirSync(inRoot('packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readPackage(entry.name))
}

function readPackage(folder: string): WorkspacePackage {
  const path = inRoot('packages', folder)
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest
  return { folder, path, manifest, entryPoints: entryPointsOf(path, manifest) }
}

function entryPointsOf(path: string, manifest: Manifest): readonly EntryPoint[] {
  return Object.entries(manifest.exports).flatMap(([subPath, target]) => {
    if (typeof target === 'string') return []
    return {
      specifier: join(manifest.name, subPath),
      name: subPath === '.' ? 'index' : subPath.slice(2),
      source: join(path, String(target['@farthing/source'])),
    }
  })
}
