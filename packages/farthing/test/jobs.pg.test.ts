import { count, createBilling, createScheduler, defineCatalog, perUnit, plan, type WebhookFetch } from 'farthing'
import { mockUsageSink } from 'farthing/memory'
import { postgres, workQueue } from 'farthing/postgres'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'

const database = useTestDatabase()
const catalog = defineCatalog({ meters: { calls: count({ event: 'api.call' }) }, plans: { calls: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.01') }) } })
const accounts = ['acme', 'beta', 'gamma', 'delta']
const secrets = [`whsec_${'A'.repeat(32)}`]

/** A process with a billing instance and a scheduler of its own, over the one database. */
function processOver(clock: { readonly now: () => string }, { sink, fetch }: { readonly sink: ReturnType<typeof mockUsageSink>['sink']; readonly fetch: WebhookFetch }) {
  const billing = createBilling({
    catalog, clock, storage: postgres(database.app()),
    jobs: { monthEnd: {} }, usageReporting: { sinks: [sink] }, webhooks: { fetch, endpoints: [{ name: 'crm', url: 'https://crm.example/', secrets }] },
  })
  const problems: unknown[] = []
  return { billing, problems, scheduler: createScheduler(billing, { queue: workQueue(database.app()), onFailure: (problem) => problems.push(problem) }) }
}

describe('jobs on PostgreSQL', () => {
  it('are done once by processes that race for them, and what they send arrives once', async () => {
    const clock = { time: '2026-10-31T12:00:00.000000Z', now: () => clock.time }
    const mock = mockUsageSink()
    const hooks: string[] = []
    const fetch: WebhookFetch = async (_, { headers }) => (hooks.push(headers['webhook-id'] ?? ''), { status: 204 })
    const processes = Array.from({ length: 3 }, () => processOver(clock, { sink: mock.sink, fetch }))
    const [{ billing }] = processes as [(typeof processes)[number]]
    for (const account of accounts) await billing.subscriptions.start({ key: account, account, plan: 'calls', from: '2026-10-01', zone: 'UTC' })
    await billing.events.ingestOrThrow(accounts.map((subject) => ({ id: subject, source: 'api', type: 'api.call', subject, time: '2026-10-14T09:00:00Z', data: {} })))

    const tickAll = async () => (await Promise.all(processes.map(({ scheduler }) => scheduler.tick()))).flatMap(({ ran }) => ran)
    const ran: string[] = await tickAll()
    clock.time = '2026-11-02T12:00:00.000000Z'
    ran.push(...(await tickAll()))
    clock.time = '2026-11-02T12:01:00.000000Z'
    ran.push(...(await tickAll()))

    const jobs = await billing.jobs.list()
    expect(processes.flatMap(({ problems }) => problems)).toEqual([])
    expect(jobs.filter(({ run, isNeeded }) => isNeeded && run?.outcome !== 'done')).toEqual([])
    expect(jobs.filter(({ lagMs }) => lagMs > 0)).toEqual([])
    for (const { job, run } of jobs) expect(ran.filter((each) => each === job)).toHaveLength(run?.number ?? 0)
    expect((await billing.invoices.list()).items.map(({ account, totals }) => `${account} ${totals.payable}`).sort()).toEqual([...accounts].sort().map((account) => `${account} 0.01`))
    expect(mock.received.map(({ account, revision, quantity }) => `${account} ${revision} ${quantity}`).sort()).toEqual([...accounts].sort().map((account) => `${account} 1 1`))
    expect(new Set(hooks).size).toBe(hooks.length)
    expect(hooks).toHaveLength((await billing.deliveries.list({ destination: 'webhook/crm' }, { limit: 1_000 })).items.length)
    expect(hooks.length).toBeGreaterThan(accounts.length)
  })
})

describe('an endpoint that is down', () => {
  it('fails for many messages at the same time, which is counted once for each', async () => {
    const storage = postgres(database.app())
    const fetch: WebhookFetch = () => Promise.reject(new Error('connection refused'))
    const billing = createBilling({ catalog, storage, tenant: 'down', clock: { now: () => '2026-11-02T12:00:00.000000Z' }, webhooks: { fetch, endpoints: [{ name: 'crm', url: 'https://crm.example/', secrets }] } })
    await billing.webhooks.collect()
    for (let told = 1; told <= 20; told += 1) {
      await storage.transaction('down', ({ outbox }) => outbox.append({ account: 'acme', id: `m${told}`, topic: 'invoice.issued', at: '2026-11-02T12:00:00.000000Z', payload: null }))
    }
    expect(await billing.webhooks.collect()).toEqual({ messages: 20 })
    expect(await billing.webhooks.deliver()).toEqual({ delivered: 0, retried: 20, failed: 0 })
    expect((await billing.webhooks.endpoints())[0]?.state).toMatchObject({ status: 'active', failures: 20 })
  })
})

describe('a delivery on PostgreSQL', () => {
  it('stays as it was added, whoever writes', async () => {
    const { rows } = await database.admin().query<{ id: string }>('SELECT id FROM farthing.delivery LIMIT 1')
    const id = rows[0]?.id
    expect(id).toBeDefined()
    for (const change of [`id = 'x'`, `subject = 'x'`, `step = step + 2`, `status = 'skipped', step = step + 1`]) {
      await expect(database.admin().query(`UPDATE farthing.delivery SET ${change} WHERE id = $1`, [id])).rejects.toThrow('has other content, has ended, or is not moved by one step')
    }
  })
})
