import { memory } from '@farthing/adapters-memory'
import { postgres } from '@farthing/adapters-pg'
import type { Storage } from '@farthing/ports'
import type { Bench, Figure } from './bench.js'
import { eventsPerAccount, monthEnd, prepare, type MonthEnd, type Prepared } from './engine/month-end.js'
import { shareOfSteps } from './engine/share-of-steps.js'
import { trackedCall } from './engine/tracked-call.js'
import { exponent } from './metering/measure.js'
import { withBenchServer } from './postgres/bench-server.js'

/** `ENGINE_ACCOUNTS=300,1000` measures other sizes. */
const sizes = (process.env.ENGINE_ACCOUNTS ?? '1000,3000,10000').split(',').map(Number)
const concurrency = 4

interface Measured extends MonthEnd, Prepared {
  readonly size: number
}

/**
 * A month end of so many accounts with a hundred events each: taken in, then sealed, rated, assembled, numbered and posted by `billing.runs`, in memory and on a real
 * PostgreSQL server (fsync on, shared_buffers 1 GB, max_wal_size 8 GB, ANALYZE after the events). And what `track` adds to a call of the host.
 */
export const bench: Bench = async () => {
  const tracked = await trackedCall()
  const inMemory: Measured[] = []
  for (const size of sizes) inMemory.push(await measured(memory(), size, 1, () => Promise.resolve()))
  const onServer: Measured[] = []
  for (const size of sizes) {
    await withBenchServer(concurrency + 8, async (pool) => {
      onServer.push(await measured(postgres(pool), size, concurrency, () => pool.query('ANALYZE')))
    })
  }
  return [
    { name: 'track / ten empty async calls', value: tracked, unit: '×; below 1 is asked for' },
    ...figures('in memory', inMemory),
    ...figures('on PostgreSQL', onServer),
  ]
}

async function measured(storage: Storage, size: number, workers: number, between: () => Promise<unknown>): Promise<Measured> {
  const prepared = await prepare(storage, size)
  await between()
  return { size, ...prepared, ...(await monthEnd(storage, size, workers)) }
}

function figures(where: string, months: readonly Measured[]): readonly Figure[] {
  const largest = months.at(-1)
  return [
    ...months.flatMap(({ size, ingestSeconds, ingestProcessorSeconds, runSeconds, processorSeconds, peakBytes }): readonly Figure[] => [
      { name: `${where}, ${size} accounts: ingest`, value: (size * eventsPerAccount) / ingestSeconds, unit: 'events/s' },
      { name: `${where}, ${size} accounts: ingest, of this process`, value: (size * eventsPerAccount) / ingestProcessorSeconds, unit: 'events/s of processor time' },
      { name: `${where}, ${size} accounts: run`, value: size / runSeconds, unit: 'invoices/s' },
      { name: `${where}, ${size} accounts: run, of this process`, value: (processorSeconds / size) * 1_000, unit: 'ms of processor time for an invoice' },
      { name: `${where}, ${size} accounts: run, events billed`, value: (size * eventsPerAccount) / runSeconds, unit: 'events/s' },
      { name: `${where}, ${size} accounts: peak memory`, value: peakBytes / 2 ** 20, unit: 'MB resident' },
    ]),
    ...(largest === undefined ? [] : shareOfSteps(largest).map(({ step, share }): Figure => ({ name: `${where}, ${largest.size} accounts: ${step}`, value: share * 100, unit: '% of the time of the run' }))),
    { name: `${where}: growth of ingest`, value: exponent(months.map(({ size, ingestSeconds }) => ({ size, seconds: ingestSeconds }))), unit: 'exponent; 1 is a flat cost for an event' },
    { name: `${where}: growth of the processor time of ingest`, value: exponent(months.map(({ size, ingestProcessorSeconds }) => ({ size, seconds: ingestProcessorSeconds }))), unit: 'exponent, of this process' },
    { name: `${where}: growth of the run`, value: exponent(months.map(({ size, runSeconds }) => ({ size, seconds: runSeconds }))), unit: 'exponent; 1 is a flat cost for an account' },
    { name: `${where}: growth of the processor time of the run`, value: exponent(months.map(({ size, processorSeconds }) => ({ size, seconds: processorSeconds }))), unit: 'exponent, of this process' },
  ]
}
