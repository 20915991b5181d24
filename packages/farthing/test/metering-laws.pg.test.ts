import { meteringLaws } from '@farthing/engine/testing'
import { describe, it } from 'vitest'
import { storageFactory } from '../../adapters-pg/test-server/storage-factory.js'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'

const database = useTestDatabase()
const subject = storageFactory({ connection: () => database.app(), admin: () => database.admin(), concurrentTransactions: true })

describe('the engine on PostgreSQL', () => {
  // Each history takes dozens of transactions of a real server: memory tries a thousand, and the law is the same.
  for (const law of meteringLaws) it(law.name, () => law.check(subject, { numRuns: 10 }))
})
