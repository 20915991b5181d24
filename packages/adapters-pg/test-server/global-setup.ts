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

/** As in production: the owner of the tables may give the guard away, and not take it back. */
async function migrateTemplate(run: TestRun): Promise<void> {
  const { adminUrl, ownerUrl } = databaseUrls(run, run.template)
  const [admin, owner] = [adminUrl, ownerUrl].map((connectionString) => new pg.Pool({ connectionString, max: 1 }))
  await admin?.query(`GRANT ${run.guardRole} TO ${run.ownerRole}`)
  if (owner !== undefined) await migrate(owner, { appRole: run.appRole, guardRole: run.guardRole })
  await admin?.query(`REVOKE ${run.guardRole} FROM ${run.ownerRole}`)
  for (const pool of [admin, owner]) await pool?.end()
}

/** Once per run of the `*.pg.test.ts` files: a server, and a migrated template that each file's database is copied from. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  const suffix = randomBytes(4).toString('hex')
  const run = await openTestRun(server.url, `farthing_test_${suffix}`, randomBytes(12).toString('hex'))
  await migrateTemplate(run)
  project.provide('pgTestRun', run)
  return async () => {
    try {
      await closeTestRun(run)
    } finally {
      await server.stop()
    }
  }
}
