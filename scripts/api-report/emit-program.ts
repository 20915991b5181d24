import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { declarationFile, emitDeclarations } from '../workspace/emit-declarations.js'
import type { EntryPoint } from '../workspace/packages.js'
import { inRoot } from '../workspace/root.js'

export interface EmittedProgram {
  readonly program: ts.Program
  /** Declarations by the absolute path of the source file, without comments. */
  readonly declarations: ReadonlyMap<string, ts.SourceFile>
}

/** Emits the declarations of all entry points, and binds their sources so that an exported name leads to its declaration. Types are not checked here. */
export async function emitProgram(entryPoints: readonly EntryPoint[]): Promise<EmittedProgram> {
  const sources = entryPoints.map((entry) => entry.source)
  const [first = ''] = sources
  const place = { packages: first.slice(0, first.indexOf('/packages/') + '/packages'.length), folder: await mkdtemp(join(tmpdir(), 'farthing-api-')) }
  const failed = await emitDeclarations({ ...place, removeComments: true })
  if (failed !== undefined) throw new Error(failed)
  const program = ts.createProgram({ rootNames: sources, options: baseOptions() })
  const own = program.getSourceFiles().filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && fileName.startsWith(place.packages))
  const declarations = new Map(own.map(({ fileName }) => [fileName, parse(fileName, readFileSync(declarationFile(place, fileName), 'utf8'))]))
  await rm(place.folder, { recursive: true })
  return { program, declarations }
}

function parse(fileName: string, text: string): ts.SourceFile {
  return ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true)
}

function baseOptions(): ts.CompilerOptions {
  const file = inRoot('tsconfig.base.json')
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: { compilerOptions: object } }
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, inRoot())
  return { ...options, types: ['node'], incremental: false }
}
