import { memory } from '@farthing/adapters-memory'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startOwnServer, type OwnServer } from '../../adapters-pg/test-server/start-test-server.js'
import { count, createBilling, defineCatalog, fixedClock, flat, perUnit, plan, type Storage } from '../src/index.js'
import { migrate, postgres, shardOf, storageByTenant } from '../src/postgres.js'

// Three real servers, each with its own tenants.
const names = ['amsterdam', 'berlin', 'chicago'] as const
const tenants = Array.from({ length: 12 }, (_, index) => `tenant ${index}`)
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '0.1') }) },
})

let servers: ReadonlyMap<string, OwnServer>
let pools: ReadonlyMap<string, pg.Pool>

beforeAll(async () => {
  servers = new Map(await Promise.all(names.map(async (name) => [name, await startOwnServer()] as const)))
  pools = new Map([...servers].map(([name, { url }]) => [name, new pg.Pool({ connectionString: url, max: 2 })]))
  for (const pool of pools.values()) {
    pool.on('error', () => undefined)
    await migrate(pool)
  }
})
afterAll(async () => {
  for (const pool of pools.values()) await pool.end()
  for (const server of servers.values()) await server.stop()
})

const poolOf = (name: string): pg.Pool => pools.get(name) ?? expect.fail(`there is no ${name}`)

// #region route
/** Which server has a tenant; a table of yours may say it as well. */
const storage = storageByTenant((tenant) => postgres(poolOf(shardOf(tenant, names))))
// #endregion route

async function bill(over: Storage, tenant: string, index: number): Promise<unknown> {
  const billing = createBilling({ catalog, storage: over, clock: fixedClock('2026-11-02T00:00:00Z'), tenant })
  await billing.subscriptions.start({ key: 'a', account: 'a', plan: 'api', from: '2026-10-01' })
  await billing.events.ingest(Array.from({ length: index + 1 }, (_, number) => ({ id: `r${number}`, source: 'api', type: 'api.call', subject: 'a', time: '2026-10-14T09:00:00Z', data: {} })))
  const { number, totals, contentHash } = await billing.invoices.issue({ key: 'i', account: 'a', period: '2026-10' })
  return { number, totals, contentHash }
}

/** Every table with the tenants that have rows in it, on one server. */
async function tenantsOn(name: string): Promise<ReadonlySet<string>> {
  const { rows: tables } = await poolOf(name).query<{ table: string }>(
    `SELECT c.relname AS table FROM pg_class AS c WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant')`,
  )
  const { rows } = await poolOf(name).query<{ tenant: string }>(tables.map(({ table }) => `SELECT tenant FROM farthing.${table}`).join(' UNION '))
  return new Set(rows.map(({ tenant }) => tenant))
}

describe('tenants on three servers', () => {
  it('are billed as in one memory, and each leaves rows on its own server only', async () => {
    const inMemory = memory()
    const [spread, together] = [storage, inMemory].map((over) => Promise.all(tenants.map((tenant, index) => bill(over, tenant, index))))
    expect(await spread).toEqual(await together)
    const found = new Map(await Promise.all(names.map(async (name) => [name, await tenantsOn(name)] as const)))
    for (const name of names) expect([...(found.get(name) ?? [])].sort()).toEqual(tenants.filter((tenant) => shardOf(tenant, names) === name).sort())
    expect(Math.min(...[...found.values()].map(({ size }) => size)), 'every server has some').toBeGreaterThan(0)
  })

  it('go on when the server of others is down', async () => {
    await servers.get('berlin')?.stop()
    const outcomes = await Promise.allSettled(tenants.map((tenant) => storage.transaction(tenant, ({ documents }) => documents.list({}))))
    for (const [index, outcome] of outcomes.entries()) {
      const isDown = shardOf(tenants[index] ?? '', names) === 'berlin'
      if (isDown) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'storage.unavailable' } })
      else expect(outcome).toMatchObject({ status: 'fulfilled', value: { items: [{ number: 'INV-000001' }] } })
    }
  })

  it('would be billed twice if they were sent to two servers', async () => {
    const [tenant = ''] = tenants.filter((one) => shardOf(one, names) === 'amsterdam')
    const astray = await bill(postgres(poolOf('chicago')), tenant, 0)
    expect(astray).toMatchObject({ number: 'INV-000001' })
  })
})
