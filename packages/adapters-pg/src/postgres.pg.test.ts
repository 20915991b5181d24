import { isApplicable, storageSuites } from '@farthing/ports/conformance'
import { describe, it } from 'vitest'
import { useTestDatabase } from '../test-server/use-test-database.js'
import { storageFactory } from '../test-server/storage-factory.js'

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
