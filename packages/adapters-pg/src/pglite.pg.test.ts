import { PGlite } from '@electric-sql/pglite'
import { eventStoreSuite, isApplicable, type StorageFactory } from '@farthing/ports/conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { incoming, scanIds } from '../test-server/sample-events.js'
import { migrate } from './migrations/migrate.js'
import { postgres } from './postgres.js'

// One server process in memory, so one transaction at a time. It shows that the driver fits, and nothing about concurrency or durability.
let server: PGlite | undefined
let schemas = 0
beforeAll(async () => {
  server = await PGlite.create()
})
afterAll(() => server?.close())

const factory: StorageFactory<'events'> = {
  concurrentTransactions: false,
  create: async () => {
    const schema = `case_${(schemas += 1)}`
    await migrate({ client: server! }, { schema })
    return postgres({ client: server! }, { schema })
  },
}

describe(`${eventStoreSuite.name} on PGlite`, () => {
  for (const suiteCase of eventStoreSuite.cases) {
    it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
  }
})

describe('a transaction that PGlite has opened', () => {
  it('holds ours', async () => {
    await migrate({ client: server! })
    await server!.transaction(async (transaction) => {
      const storage = postgres({ transaction })
      await storage.transaction('acme', ({ events }) => events.append([incoming('one')]))
      expect(await storage.transaction('acme', ({ events }) => scanIds(events))).toEqual(['one'])
      await transaction.rollback()
    })
    expect(await postgres({ client: server! }).transaction('acme', ({ events }) => scanIds(events))).toEqual([])
  })
})
