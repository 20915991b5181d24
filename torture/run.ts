import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runContests } from './contests/run-contests.js'
import { shrunk, withoutDisks } from './shrunk.js'
import { torture } from './torture.js'

/*
 * npm run torture [-- --quick | --seeds N] [--seed S] [--only POINT]… [--lanes N] [--update]
 * npm run torture -- --periods N --events N
 * All points of all workflows, or samples of them: one for `--quick`, N for `--seeds N`; `--seed` is the first seed.
 * Or the contests instead: so many periods that several bill at once, so many events over a network that drops connections.
 * Exit code 1 for a violation, and when fewer points are reached than recorded; `--update` records what is reached now.
 */

const help = `npm run torture [-- --quick | --seeds N] [--seed S] [--only POINT]… [--lanes N] [--update]
npm run torture -- --periods N --events N
See torture/README.md.`

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, periods: { type: 'string' }, events: { type: 'string' }, quick: { type: 'boolean' }, seeds: { type: 'string' }, seed: { type: 'string' }, lanes: { type: 'string' }, only: { type: 'string', multiple: true }, update: { type: 'boolean' } },
})
if (values.help) {
  console.log(help)
  process.exit(0)
}
const first = Number(values.seed ?? '1')
const contests = { periods: Number(values.periods ?? '0'), events: Number(values.events ?? '0') }
const lanes = Number(values.lanes ?? '1')
const samples = values.quick ? 1 : Number(values.seeds ?? '0')
if (![first, samples, contests.periods, contests.events, lanes].every((value) => Number.isSafeInteger(value) && value >= 0) || lanes === 0) {
  console.error('--seeds, --seed, --periods, --events and --lanes take whole numbers, and there is a lane at least.')
  process.exit(2)
}

const recordFile = join(import.meta.dirname, 'reached.json')
const uncaught: string[] = []
// Whatever reaches the process by itself is a violation: a host would have died of it.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error: unknown) => uncaught.push(`${event}: ${String(error)}`))

if (contests.periods + contests.events > 0) {
  const problems = [...(await runContests(contests, (line) => console.log(line))), ...uncaught]
  for (const problem of problems) console.log(problem)
  console.log(`${contests.periods + contests.events} contested, ${problems.length} violations`)
  process.exit(problems.length === 0 ? 0 : 1)
}

const started = performance.now()
const seeds = Array.from({ length: samples }, (_, index) => first + index)
const only = values.only ?? []
const report = await torture({ seeds, lanes, only, onProgress: (line) => console.log(line) }).catch((error: unknown) => {
  // Nobody else would say it: the listeners above have taken the place of Node's own.
  console.error(error)
  process.exit(1)
})

const seconds = Math.round((performance.now() - started) * 0.001)
console.log(`${report.committedDespiteError} points were committed although the caller got an error; ${seconds} s${samples > 0 ? `, seeds ${seeds.join(', ')}` : ''}`)
console.log([...report.harmed].map(([kind, { tried, harmed }]) => `${kind} ${tried} (${harmed} ended in an error)`).join(', '))
if (values.update && only.length === 0) writeFileSync(recordFile, `${JSON.stringify(report.reachable, undefined, 2)}\n`)
const recorded = JSON.parse(readFileSync(recordFile, 'utf8')) as Readonly<Record<string, number>>
// Servers of other versions send another number of messages, and a run of some workflows knows nothing of the others.
const problems = [...uncaught, ...(process.env['PG_BIN'] === undefined && only.length === 0 ? shrunk(report.hasSmallDisks ? recorded : withoutDisks(recorded), report.reachable) : [])]
if (report.committedDespiteError === 0 && only.length === 0) problems.push('no point was committed although the caller got an error: the harness does not reach them')
if (!report.hasSmallDisks) console.log('no disks can be mounted here (it takes root on Linux): full is only raised, and panic has no points')
// A harm that harms nobody is none: disks that are full have to be noticed.
for (const kind of ['full', 'panic'] as const) if (only.length === 0 && report.harmed.get(kind)?.harmed === 0) problems.push(`${kind}: no command has noticed`)
for (const problem of problems) console.log(problem)
console.log(`${report.tried} points, ${report.violations.length + uncaught.length} violations`)
process.exitCode = report.violations.length + problems.length === 0 ? 0 : 1
