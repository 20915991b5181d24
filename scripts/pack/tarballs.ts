import { join } from 'node:path'
import { readPackages, type WorkspacePackage } from '../workspace/packages.js'
import { inRoot } from '../workspace/root.js'

/** Where the pack step leaves what would be published. */
export const tarballFolder = inRoot('.cache', 'packed')

export interface Tarball {
  readonly package: WorkspacePackage
  /** Absolute path. */
  readonly file: string
}

export function tarballs(): readonly Tarball[] {
  return readPackages().map((one) => {
    const name = one.manifest.name.replace('@', '').replace('/', '-')
    return { package: one, file: join(tarballFolder, `${name}-${one.manifest.version}.tgz`) }
  })
}
