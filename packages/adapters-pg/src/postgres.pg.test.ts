import { isApplicable, storageSuites } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { incoming } from '../test-server/sample-events.js'
import { useTestDatabase } from '../test-server/use-test-database.js'
import { storageFactory } from '../test-server/storage-factory.js'
import { migrate } from './migrations/migrate.js'
import { postgres } from './postgres.js'

const database = useTestDatabase()
// The application's role works in it, as it would in production.
const factory = storageFactory({ connection: () => database.app(), admin: () => database.admin(), concurrentTransactions: true })

for (const suite of storageSuites) {
  describe(suite.name, () => {
    for (const suiteCase of suite.cases) {
      it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
    }
  })
}

it('is used like this', async () => {
  const [ownerPool, appPool, appRole, event] = [database.owner(), database.app(), database.appRole, incoming('r1')]
  // #region usage
  // At deployment, as the owner of the tables:
  await migrate(ownerPool, { appRole })

  // In the application, as a role that can neither change nor remove what was recorded:
  const storage = postgres(appPool)
  const outcomes = await storage.transaction('acme', ({ events }) => events.append([event]))
  // #endregion usage
  expect(outcomes).toEqual(['accepted'])
})
