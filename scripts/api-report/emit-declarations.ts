import ts from 'typescript'
import type { EntryPoint } from '../workspace/packages.js'
import { inRoot } from '../workspace/root.js'

export interface EmittedProgram {
  readonly program: ts.Program
  /** Declaration text by the absolute path of the source file, without comments. */
  readonly declarations: ReadonlyMap<string, string>
}

/** Type-checks the sources of all entry points in one program and emits their declarations in memory. */
export function emitDeclarations(entryPoints: readonly EntryPoint[]): EmittedProgram {
  const program = ts.createProgram({
    rootNames: entryPoints.map((entry) => entry.source),
    options: { ...baseOptions(), noEmit: false, declaration: true, emitDeclarationOnly: true, removeComments: true },
  })
  const declarations = new Map<string, string>()
  program.emit(undefined, (_file, text, _mark, _onError, sources) => {
    const [source] = sources ?? []
    if (source !== undefined) declarations.set(source.fileName, text)
  })
  return { program, declarations }
}

function baseOptions(): ts.CompilerOptions {
  const file = inRoot('tsconfig.base.json')
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: { compilerOptions: object } }
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, inRoot())
  return { ...options, types: ['node'], incremental: false }
}
