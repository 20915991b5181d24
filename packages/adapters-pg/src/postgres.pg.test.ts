import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { eventSourceSuite, isApplicable, storageSuites, workQueueSuite } from '@farthing/ports/conformance'
import { beforeAll, describe, expect, it } from 'vitest'
import { ingestionTable } from '../test-server/ingestion-table.js'
import { incoming } from '../test-server/sample-events.js'
import { useTestDatabase } from '../test-server/use-test-database.js'
import { recordCalls, recordPort, type CallReport } from '../test-server/record-calls.js'
import { storageFactory } from '../test-server/storage-factory.js'
import { migrate } from './migrations/migrate.js'
import { postgres } from './postgres.js'
import { tableSource } from './sources/table-source.js'
import { workQueue } from './work/pg-work-queue.js'

const database = useTestDatabase()
// The application's role works in it, as it would in production.
const made = storageFactory({ connection: () => database.app(), admin: () => database.admin(), concurrentTransactions: true })
// Among its cases are those of letting bodies of events go.
beforeAll(() => migrate(database.owner(), { retentionRole: database.appRole }))
const coverage = { methods: new Set<string>(), firstCase: new Map<string, string>() }
let running = ''
const report: CallReport = {
  has: (method) => coverage.methods.add(method),
  called: (method) => coverage.firstCase.set(method, coverage.firstCase.get(method) ?? running),
}
const factory = {
  ...made,
  create: async () => recordCalls(await made.create(), report),
}

for (const suite of storageSuites) {
  describe(suite.name, () => {
    for (const suiteCase of suite.cases) {
      it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => {
        running = `${suite.name}: ${suiteCase.name}`
        return suiteCase.run(factory)
      })
    }
  })
}

describe(workQueueSuite.name, () => {
  const create = async () => {
    await database.admin().query('TRUNCATE farthing.work_item')
    return { queue: recordPort(workQueue(database.app()), 'workQueue', report), pass: (ms: number) => sleep(ms) }
  }
  for (const suiteCase of workQueueSuite.cases) {
    it(suiteCase.name, () => {
      running = `${workQueueSuite.name}: ${suiteCase.name}`
      return suiteCase.run({ create })
    })
  }
})

describe(eventSourceSuite.name, () => {
  const table = ingestionTable(database)
  const event = { id: { column: 'id' }, type: { value: 'ingestion' }, subject: { column: 'organization_id' }, time: { column: 'timestamp' }, data: {} } as const
  const factory = table.factoryOf(() => recordPort(tableSource(database.app(), { name: 'ingestion', table: 'ingestion_event', event }), 'eventSource', report))
  beforeAll(() => table.make())
  for (const suiteCase of eventSourceSuite.cases) {
    it(suiteCase.name, () => {
      running = `${eventSourceSuite.name}: ${suiteCase.name}`
      return suiteCase.run(factory)
    })
  }
})

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

const coveragePage = fileURLToPath(new URL('../../../docs/reference/postgres-coverage.md', import.meta.url))
const introduction = `# What is tried out on PostgreSQL

Every method of every store, of the work queue and of an event source over a table, and the first case of the conformance suites that called it on a real server. Written by
\`npx vitest run packages/adapters-pg/src/postgres.pg --update\`; \`npm run check\` compares it with the ports, so a method that no case calls is found.

| method | first called by |
|---|---|
`

// Behind the suites, which ran in this file and in order.
it('every method was called, and the page says by which case', async () => {
  const methods = [...coverage.methods].sort()
  expect(methods.filter((method) => !coverage.firstCase.has(method))).toEqual([])
  const rows = methods.map((method) => `| \`${method}\` | ${(coverage.firstCase.get(method) ?? '').replaceAll('|', '\\|')} |\n`)
  await expect(`${introduction}${rows.join('')}`).toMatchFileSnapshot(coveragePage)
})
