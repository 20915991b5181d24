import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { count, createBilling, defineCatalog, fixedClock, perUnit, plan } from '../src/index.js'
import { postgres, type PgPool } from '../src/postgres.js'
import { endingPool, endsAt } from './ending-pool.js'

const database = useTestDatabase()
const catalog = defineCatalog({ meters: { calls: count({ event: 'api.call' }) }, plans: { daily: plan({ currency: 'EUR', every: 'day' }, { calls: perUnit('calls', '0.01') }) } })
const accounts = ['acme', 'globex'] as const
const now = '2026-10-17T00:00:00Z'

const billingOn = (pool: PgPool, tenant: string) =>
  createBilling({ catalog, storage: postgres(pool), clock: fixedClock(now), tenant, lateness: { every: { watermark: { kind: 'adaptive', percentile: 90, least: 'PT0S', most: 'PT0S' } } } })

/** Starts two subscriptions, takes events in and seals two days of both. */
async function live(pool: PgPool, tenant: string): Promise<void> {
  const billing = billingOn(pool, tenant)
  for (const account of accounts) await billing.subscriptions.start({ key: account, account, plan: 'daily', from: '2026-10-15', zone: 'UTC' })
  const events = accounts.flatMap((subject) => [15, 15, 16].map((day, index) => ({ id: `${subject}${index}`, source: 'api', type: 'api.call', subject, time: `2026-10-${day}T09:00:00Z`, data: {} })))
  await billing.events.ingest(events)
  await billing.windows.sealDue()
}

/** All that is sealed and where windowing stands, but for the cuts, which count what happened on the server. */
async function stateOf(tenant: string) {
  const storage = postgres(database.app())
  const billing = billingOn(database.app(), tenant)
  return storage.transaction(tenant, async (stores) => {
    const seals = []
    for (const account of accounts) {
      for (const day of [15, 16]) {
        const seal = await stores.usage.latest(account, { from: `2026-10-${day}T00:00:00.000000Z`, to: `2026-10-${day + 1}T00:00:00.000000Z` })
        seals.push(seal && { ...seal, knownAt: seal.knownAt.at })
      }
    }
    const progress = await Promise.all(accounts.map((account) => stores.windowing.get(`subscription/${account}`)))
    return { seals, progress: progress.map((record) => record?.state) }
  }).then(async (state) => ({ ...state, watermarks: await billing.windows.list() }))
}

describe('a process that ends at any statement on PostgreSQL', () => {
  it('leaves what the next one completes: the same seals and watermarks as if it had not ended', async () => {
    const whole = endingPool(database.app())
    await live(whole.pool, 'whole')
    const wanted = await stateOf('whole')
    expect(wanted.seals.map((seal) => seal?.buckets.map(({ quantity }) => quantity))).toEqual([['2'], ['1'], ['2'], ['1']])
    expect(wanted.watermarks).toMatchObject([{ meter: 'calls', sources: [{ source: 'api', lateness: expect.arrayContaining([2]) as unknown }] }])
    expect(whole.statements().length, 'statements at which it can end').toBeGreaterThan(60)
    for (const { statement, sent } of endsAt(whole.statements())) {
      const tenant = `ends at ${statement} ${sent ? 'after' : 'before'}`
      await expect(live(endingPool(database.app(), { statement, sent }).pool, tenant), tenant).rejects.toThrow()
      await live(database.app(), tenant)
      expect(await stateOf(tenant), tenant).toEqual(wanted)
    }
  })
})
