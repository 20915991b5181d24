import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { inRoot } from './root.js'
import { runTool } from './run-command.js'

export interface DeclarationOptions {
  /** Absolute path of the folder that holds the packages. */
  readonly packages: string
  /** Where the declarations go, in the layout of `packages`. It is emptied first. */
  readonly folder: string
  readonly removeComments?: boolean
}

/**
 * Writes the declarations of all packages without checking types, and returns what was printed about a failure. A few seconds for the whole repository. In one thread, so that
 * the members of a union always stand in the same order.
 */
export async function emitDeclarations({ packages, folder, removeComments = false }: DeclarationOptions): Promise<string | undefined> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const project = join(folder, 'tsconfig.json')
  const compilerOptions = {
    types: ['node'], typeRoots: [inRoot('node_modules/@types')],
    noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true,
    removeComments, rootDir: packages, outDir: folder,
  }
  // Named one by one: what is only reached through `node_modules`, as packages reach each other, counts as somebody else's and is not written.
  const include = [`${packages}/*/src`]
  const exclude = ['test', 'test-d'].map((kind) => `${packages}/**/*.${kind}.ts`)
  await writeFile(project, JSON.stringify({ extends: inRoot('tsconfig.base.json'), compilerOptions, include, exclude }))
  const { code, output } = await runTool('tsc', ['--project', project, '--singleThreaded', '--pretty', 'false'])
  await rm(project)
  return code === 0 ? undefined : output
}

/** Where `emitDeclarations` writes those of a source. */
export function declarationFile({ packages, folder }: Pick<DeclarationOptions, 'packages' | 'folder'>, source: string): string {
  return join(folder, relative(packages, source)).replace(/\.ts$/, '.d.ts')
}
