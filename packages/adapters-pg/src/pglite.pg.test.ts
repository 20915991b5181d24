import { PGlite } from '@electric-sql/pglite'
import { isApplicable, storageSuites } from '@farthing/ports/conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../test-server/sample-events.js'
import { storageFactory } from '../test-server/storage-factory.js'
import { migrate } from './migrations/migrate.js'
import { postgres } from './postgres.js'

// One server process in memory, so one transaction at a time. It shows that the driver fits, and nothing about concurrency or durability.
// It does not sync to disk, and is refused without this.
const options = { acceptUnsafe: ['fsync'] } as const
let server: PGlite | undefined
beforeAll(async () => {
  server = await PGlite.create()
  await migrate({ client: server })
})
afterAll(() => server?.close())

const factory = storageFactory({ connection: () => ({ client: server! }), admin: () => server!, options, concurrentTransactions: false })

for (const suite of storageSuites) {
  describe(`${suite.name} on PGlite`, () => {
    for (const suiteCase of suite.cases) {
      it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
    }
  })
}

describe('a transaction that PGlite has opened', () => {
  it('holds ours', async () => {
    await server!.transaction(async (transaction) => {
      const storage = postgres({ transaction }, options)
      await storage.transaction('acme', ({ events }) => events.append([incoming('one')]))
      expect(await storage.transaction('acme', ({ events }) => scanIds(events))).toEqual(['one'])
      await transaction.rollback()
    })
    expect(await postgres({ client: server! }, options).transaction('acme', ({ events }) => scanIds(events))).toEqual([])
  })
})
