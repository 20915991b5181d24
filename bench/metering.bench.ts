import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Bench, Figure } from './bench.js'
import { addAsEvents, eventsOf, mapLoop, recordFold, startDayTally } from './metering/folds.js'
import { groupByInDuckdb } from './metering/group-by-duckdb.js'
import { groupByInPostgres } from './metering/group-by-postgres.js'
import { alternating, exponent, median, timed, type Timing } from './metering/measure.js'
import { groupsOfDay, sampleRecords } from './metering/sample-records.js'

const million = 1_000_000
const rounds = 3

/**
 * Exact sums and counts by account, meter and hour of the same records: the fold of records against the `Map` loop with floats, PostgreSQL
 * and DuckDB; the tally with and without evidence; growth of cost, and memory.
 */
export const bench: Bench = async () => {
  const records = sampleRecords(million)
  const folds = alternating({ warmUps: 1, rounds }, { loop: () => mapLoop(records), fold: () => recordFold(records) })
  const long = alternating({ warmUps: 0, rounds: 1 }, { loop: () => mapLoop(records, 10), fold: () => recordFold(records, 10) })
  const postgres = await groupByInPostgres(records, rounds)
  const duckdb = await groupByInDuckdb(records, rounds)
  return [
    rate('Map loop, floats, 1M', million, folds.loop),
    rate('record fold, exact, 1M', million, folds.fold),
    ratio('record fold / Map loop, 1M', folds.loop, folds.fold),
    rate('Map loop, floats, 10M', 10 * million, long.loop),
    rate('record fold, exact, 10M', 10 * million, long.fold),
    ratio('record fold / Map loop, 10M', long.loop, long.fold),
    ...peer('PostgreSQL GROUP BY', postgres, folds.fold),
    ...peer('DuckDB GROUP BY, one thread', duckdb, folds.fold),
    ...tallies(),
    { name: 'exponent of cost, record fold, 10^4 to 10^7', value: foldExponent(records), unit: '' },
    ...memory('records', 10 * million),
    ...memory('evidence', million),
  ]
}

function rate(name: string, records: number, timings: readonly Timing[]): Figure {
  return { name, value: records / median(timings.map(({ processor }) => processor)) / million, unit: 'M/s of processor' }
}

function ratio(name: string, slower: readonly Timing[], faster: readonly Timing[]): Figure {
  return { name, value: median(slower.map(({ processor }, round) => processor / (faster[round]?.processor ?? Number.NaN))), unit: '×' }
}

/** A server's processor time is not ours to see, so both sides are the best of their rounds on the clock. */
function peer(name: string, { seconds, groups }: { readonly seconds: readonly number[]; readonly groups: number }, fold: readonly Timing[]): readonly Figure[] {
  const best = Math.min(...seconds)
  if (groups < groupsOfDay * 0.99) throw new Error(`${name} made ${groups} groups`)
  return [
    { name: `${name}, 1M, best`, value: million / best / million, unit: 'M/s' },
    { name: `record fold / ${name}`, value: best / Math.min(...fold.map(({ clock }) => clock)), unit: '×' },
  ]
}

function tallies(): readonly Figure[] {
  const records = sampleRecords(200_000)
  const events = eventsOf(records)
  const run = (evidence: 'merkle' | 'none') => () => {
    addAsEvents(startDayTally(records, evidence), events, 0)
  }
  const { none, merkle } = alternating({ warmUps: 1, rounds: 3 }, { none: run('none'), merkle: run('merkle') })
  return [
    rate('tally without evidence, 0.2M', events.length, none),
    rate('tally with evidence, 0.2M', events.length, merkle),
    ratio('cost of evidence: tally with / without', merkle, none),
  ]
}

function foldExponent(records: ReturnType<typeof sampleRecords>): number {
  const sizes = [1e4, 1e5, 1e6, 1e7]
  const points = sizes.map((size) => {
    const given = records.slice(0, Math.min(size, records.length))
    const seconds = Array.from({ length: size < 1e7 ? 3 : 1 }, () => timed(() => recordFold(given, size / given.length)).processor)
    return { size, seconds: median(seconds) }
  })
  return exponent(points)
}

/** In a process of its own, so that its memory is that of the fold. */
function memory(fold: string, events: number): readonly Figure[] {
  const script = fileURLToPath(new URL('./metering/stream-memory.ts', import.meta.url))
  const printed = execFileSync(process.execPath, [...process.execArgv, script, fold, String(events)], { encoding: 'utf8' })
  const { groups, megabytes } = JSON.parse(printed) as { readonly groups: number; readonly megabytes: number }
  return [{ name: `memory of ${events / million}M streamed, ${fold}, ${groups} groups`, value: megabytes, unit: 'MB' }]
}
