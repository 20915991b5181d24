import { isApplicable, storageSuites } from '@farthing/ports/conformance'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { incoming, scanAll } from '../../test-server/sample-events.js'
import { storageFactory } from '../../test-server/storage-factory.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'

// What a host or its database may have set for every session, and what no record may depend on.
const settings = [
  'DateStyle=SQL,DMY', 'TimeZone=Asia/Kathmandu', 'IntervalStyle=sql_standard', 'bytea_output=escape', 'standard_conforming_strings=off', 'extra_float_digits=-15',
  'transform_null_equals=on', 'default_transaction_isolation=serializable', 'plan_cache_mode=force_generic_plan', 'array_nulls=off',
]
const database = useTestDatabase()
let pool: pg.Pool
beforeAll(() => {
  pool = new pg.Pool({ connectionString: database.urls().appUrl, max: 4, options: settings.map((setting) => `-c ${setting}`).join(' ') })
})
afterAll(() => pool.end())

const factory = storageFactory({ connection: () => pool, admin: () => database.admin(), concurrentTransactions: true })
// Of all suites, those whose records have days, instants and amounts in columns of their own: the others keep text as it came.
const suites = storageSuites.filter(({ name }) => ['book period store', 'ledger store'].includes(name))

describe.each(suites.map((suite) => [suite.name, suite] as const))('%s, whatever is set for the session', (_, suite) => {
  for (const suiteCase of suite.cases) {
    it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
  }
})

it('keeps absent what is absent, where the server reads NULL in an array as a word', async () => {
  const event = incoming('without a subscription')
  const storage = postgres(pool)
  await storage.transaction('nulls', ({ events }) => events.append([event]))
  expect(await storage.transaction('nulls', ({ events }) => scanAll(events))).toEqual([event])
})
