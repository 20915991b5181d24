import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/index.js'
import { startTestServer } from './start-test-server.js'
import { closeTestRun, databaseUrls, openTestRun, type TestRun } from './test-databases.js'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly pgTestRun: TestRun
  }
}

/** Once per run of the `*.pg.test.ts` files: a server, and a migrated template that each file's database is copied from. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  const suffix = randomBytes(4).toString('hex')
  const run = await openTestRun(server.url, `farthing_test_${suffix}`, randomBytes(12).toString('hex'))
  const owner = new pg.Pool({ connectionString: databaseUrls(run, run.template).ownerUrl, max: 1 })
  await migrate(owner, { appRole: run.appRole })
  await owner.end()
  project.provide('pgTestRun', run)
  return async () => {
    try {
      await closeTestRun(run)
    } finally {
      await server.stop()
    }
  }
}
