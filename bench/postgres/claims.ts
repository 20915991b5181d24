import { workQueue } from '@farthing/adapters-pg'
import type { Figure } from '../bench.js'
import { withBenchServer } from './bench-server.js'

const items = 100_000
const tenants = 100
const limit = 200
const workers = 4

/** Work of a hundred tenants through the queue: claims alone, and then their completion, by four workers at the same time. */
export function claimInPostgres(): Promise<readonly Figure[]> {
  return withBenchServer(workers, async (pool) => {
    const queue = workQueue(pool)
    for (let from = 0; from < items; from += 10_000) {
      await queue.add(Array.from({ length: 10_000 }, (_, index) => ({ tenant: `tenant-${index % tenants}`, kind: 'bench', key: `item-${from + index}` })))
    }
    await pool.query('ANALYZE farthing.work_item')
    const spent = { claim: 0, complete: 0 }
    let claimed = 0
    const work = async (): Promise<void> => {
      for (;;) {
        const start = performance.now()
        const leased = await queue.claim({ limit, leaseMs: 60_000 })
        spent.claim += performance.now() - start
        if (leased.length === 0) return
        claimed += leased.length
        const claimedAt = performance.now()
        await queue.complete(leased)
        spent.complete += performance.now() - claimedAt
      }
    }
    const start = performance.now()
    await Promise.all(Array.from({ length: workers }, work))
    const seconds = (performance.now() - start) / 1_000
    if (claimed !== items) throw new Error(`${claimed} of ${items} were claimed`)
    // The workers share the clock between claiming and completing as they share their own time.
    const claiming = (seconds * spent.claim) / (spent.claim + spent.complete)
    return [
      { name: `claims, ${limit} at a time, ${workers} workers`, value: items / claiming, unit: 'items/s' },
      { name: 'claimed and completed', value: items / seconds, unit: 'items/s' },
    ]
  })
}
