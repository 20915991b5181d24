import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EntryPoint } from '../../workspace/packages.js'
import { runTool } from '../../workspace/run-command.js'
import { caseOf, type Case } from './case.js'

/** Compiles a host that uses every entry point, as an ES module and as CommonJS, with the library's declarations checked too. */
export async function compileHost(host: string, entryPoints: readonly EntryPoint[]): Promise<readonly Case[]> {
  const cases = (['module', 'commonjs'] as const).map(async (type) => {
    const folder = join(host, type)
    await mkdir(folder)
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type }))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    await writeFile(join(folder, 'host.ts'), sourceOf(entryPoints))
    const { code, output } = await runTool('tsc', ['--project', folder, '--pretty', 'false'])
    return caseOf(`a TypeScript host, type ${type}`, code === 0, output)
  })
  return Promise.all(cases)
}

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023'],
  module: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
}

/** A namespace import of an empty module would compile; using a misspelt member would not, so each is used as a value. */
function sourceOf(entryPoints: readonly EntryPoint[]): string {
  const imports = entryPoints.map(({ specifier }, index) => `import * as entry${index} from '${specifier}'`)
  const uses = entryPoints.map((_, index) => `entry${index}`)
  return [...imports, `export const entries: readonly object[] = [${uses.join(', ')}]`, ''].join('\n')
}
