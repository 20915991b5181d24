import { eventStoreSuite, isApplicable, type StorageFactory } from '@farthing/ports/conformance'
import { describe, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { migrate } from '../migrations/migrate.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase('empty')
let schemas = 0

/** A schema per case; the application's role works in it, as it would in production. */
const factory: StorageFactory<'events'> = {
  concurrentTransactions: true,
  create: async () => {
    const schema = `case_${(schemas += 1)}`
    await migrate(database.owner(), { schema, appRole: database.appRole })
    return postgres(database.app(), { schema })
  },
}

describe(eventStoreSuite.name, () => {
  for (const suiteCase of eventStoreSuite.cases) {
    it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
  }
})
