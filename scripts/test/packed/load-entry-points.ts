import type { EntryPoint } from '../../workspace/packages.js'
import { runCommand } from '../../workspace/run-command.js'
import { caseOf, type Case } from './case.js'

/**
 * Loads every entry point with `import` and with `require`; both give the same names. `require` runs without support
 * for requiring ES modules, as in Jest: the CommonJS build depends on none.
 */
export async function loadEntryPoints(host: string, entryPoints: readonly EntryPoint[]): Promise<readonly Case[]> {
  const cases = entryPoints.map(async ({ specifier }) => {
    const imported = await namesOf(host, [`--input-type=module`, '--eval', `const all = await import('${specifier}'); ${print}`])
    const required = await namesOf(host, ['--no-experimental-require-module', '--eval', `const all = require('${specifier}'); ${print}`])
    return [
      caseOf(`import ${specifier}`, imported.startsWith('['), imported),
      caseOf(`require ${specifier}`, required === imported, required),
    ]
  })
  return (await Promise.all(cases)).flat()
}

const print = 'process.stdout.write(JSON.stringify(Object.keys(all).sort()))'

async function namesOf(host: string, args: readonly string[]): Promise<string> {
  const { output } = await runCommand(process.execPath, args, { folder: host })
  return output
}
