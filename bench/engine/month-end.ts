import { epochMsOf, instantOfEpochMs, sum } from '@farthing/core'
import { createBilling, fixedClock } from '@farthing/engine'
import { defineCatalog, flat, graduated, plan } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import { timedStorage, type SpentByStore } from './timed-storage.js'

const start = epochMsOf('2026-10-01T00:00:00.000000Z')
const monthMs = 31 * 24 * 3_600_000
export const eventsPerAccount = 100
const batch = 10_000

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('49'), tokens: graduated('tokens', [{ upTo: '1000', unit: '0' }, { unit: '0.0025' }]) }) },
})

/** What the run of a month took. */
export interface MonthEnd {
  readonly runSeconds: number
  readonly workers: number
  /** Of this process: all of it in memory, without the server's on PostgreSQL. */
  readonly processorSeconds: number
  readonly peakBytes: number
  readonly spent: SpentByStore
}

/** What subscribing and ingesting took. */
export interface Prepared {
  readonly subscribeSeconds: number
  readonly ingestSeconds: number
  /** Of this process: all of it in memory, without the server's on PostgreSQL. */
  readonly ingestProcessorSeconds: number
}

/** Subscribes accounts, and takes a hundred events of each in. */
export async function prepare(storage: Storage, accounts: number): Promise<Prepared> {
  const billing = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
  const subscribeSeconds = await secondsOf(async () => {
    for (let index = 0; index < accounts; index += 50) {
      await Promise.all(Array.from({ length: Math.min(50, accounts - index) }, (_, offset) => {
        const id = `account-${index + offset}`
        return billing.subscriptions.start({ key: id, account: id, plan: 'pro', from: '2026-10-01', zone: 'UTC' })
      }))
    }
  })
  const events = accounts * eventsPerAccount
  const cpu = process.cpuUsage()
  const ingestSeconds = await secondsOf(async () => {
    for (let done = 0; done < events; done += batch) await billing.events.ingest(Array.from({ length: Math.min(batch, events - done) }, (_, index) => used(done + index, accounts, events)))
  })
  return { subscribeSeconds, ingestSeconds, ingestProcessorSeconds: processorSecondsSince(cpu) }
}

/** Issues the invoices of a prepared month. */
export async function monthEnd(given: Storage, accounts: number, concurrency: number): Promise<MonthEnd> {
  const { storage, spent } = timedStorage(given)
  const billing = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
  let peakBytes = 0
  const cpu = process.cpuUsage()
  const runSeconds = await secondsOf(async () => {
    await billing.runs.start({ key: 'october', period: '2026-10', mode: 'commit' })
    for await (const progress of billing.runs.follow('october', { concurrency })) {
      peakBytes = Math.max(peakBytes, process.memoryUsage().rss)
      if (progress.run.status === 'ended') break
    }
  })
  const processorSeconds = processorSecondsSince(cpu)
  const { documents } = await createBilling({ catalog, storage: given, clock: fixedClock('2026-11-02T00:00:00Z') }).runs.get('october')
  if (documents.issued !== accounts) throw new Error(`${documents.issued} of ${accounts} invoices were issued`)
  return { runSeconds, workers: concurrency, processorSeconds, peakBytes, spent }
}

/** Events come as they do in a month: those of one instant are of many accounts. */
function used(index: number, accounts: number, events: number) {
  const time = instantOfEpochMs(start + Math.floor((index / events) * monthMs))
  return { id: `e${index}`, source: 'api', type: 'llm.tokens', subject: `account-${index % accounts}`, time, data: { count: String(17 + (index % 83)), model: index % 3 === 0 ? 'small' : 'large' } }
}

function processorSecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now()
  await work()
  return (performance.now() - startMs) / 1_000
}
