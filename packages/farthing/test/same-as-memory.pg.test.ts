import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPglite } from '../../adapters-pg/test-server/open-pglite.js'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import type { Storage } from '../src/index.js'
import { memory } from '../src/memory.js'
import { postgres } from '../src/postgres.js'
import { life, live } from './random-life.js'

// V-ADAPTER: whatever a host does, it gets the same answers, the same refusals and the same books, in the same order.
const database = useTestDatabase()
let lives = 0

/** A life takes a second or more on a server, so these are few; each has a seed of its own in every run, and prints it when it fails. */
async function sameAsMemory(storage: Storage, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(life, async (steps) => {
      const tenant = `life ${(lives += 1)}`
      const [wanted, found] = [await live(memory(), tenant, steps), await live(storage, tenant, steps)]
      expect(found.outcomes).toEqual(wanted.outcomes)
      expect(found.end).toEqual(wanted.end)
      expect(found.contentHashes).toEqual(wanted.contentHashes)
      // V-GAPLESS, V-ONCE and L-CHAIN, whatever memory says.
      const invoices = (await found.billing.invoices.list()).items
      expect(invoices.map(({ number }) => number).sort()).toEqual(invoices.map((_, index) => `INV-${String(index + 1).padStart(6, '0')}`))
      await found.billing.ledger.seal()
      expect(await found.billing.ledger.verify()).toMatchObject({ verified: true, unchained: [] })
    }),
    { numRuns, endOnFailure: true },
  )
}

describe('random lives of a tenant are the same as in memory', () => {
  it('on PostgreSQL', () => sameAsMemory(postgres(database.app()), 5))

  it('on PGlite, with its one connection', async () => {
    const { storage, close } = await openPglite()
    await sameAsMemory(storage, 2).finally(close)
  })

  it('and a storage that gives messages in another order is found out', async () => {
    const storage = memory()
    const reversed: Storage = {
      transaction: (tenant, work) =>
        storage.transaction(tenant, (stores) => work({ ...stores, outbox: { ...stores.outbox, read: async (...range) => [...(await stores.outbox.read(...range))].reverse() } })),
    }
    await expect(sameAsMemory(reversed, 20)).rejects.toThrow('Property failed')
  })
})
