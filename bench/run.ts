import { readdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Bench, Figure } from './bench.js'

/*
 * npm run bench [-- NAME … [--json FILE]]
 * Runs the named benches, or all; `--json` also writes the figures with machine and command.
 * Exit code 1 when there is nothing to run, 2 when a name is unknown.
 */

const suffix = '.bench.ts'
const available = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .sort()

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
const unknown = positionals.filter((name) => !available.includes(name))
const list = available.length === 0 ? 'There is no bench yet.' : `Benches: ${available.join(', ')}.`

if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. ${list}`)
  process.exitCode = 2
} else if (available.length === 0) {
  console.error(list)
  process.exitCode = 1
} else {
  const results = await runBenches(positionals.length === 0 ? available : positionals)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ ...machine(), results }, null, 2)}\n`)
}

async function runBenches(names: readonly string[]): Promise<Readonly<Record<string, readonly Figure[]>>> {
  const results: Record<string, readonly Figure[]> = {}
  for (const name of names) {
    console.log(name)
    const { bench } = (await import(`./${name}${suffix}`)) as { readonly bench: Bench }
    results[name] = await bench()
    for (const figure of results[name]) console.log(`  ${figure.name.padEnd(48)} ${figure.value.toPrecision(4)} ${figure.unit}`)
  }
  return results
}

function machine(): Readonly<Record<string, string | number>> {
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ')
  return { command, node: process.version, processor: cpus()[0]?.model ?? 'unknown', processors: availableParallelism() }
}
