import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { createBilling, defineCatalog, fixedClock, flat, hostData, isRetryable, plan, type Account } from '../src/index.js'
import { postgres, workQueue, type PgConnection } from '../src/postgres.js'

// A transaction of the host is the host's to run again: what failed in it says whether that helps, and nothing of it is kept.
const database = useTestDatabase()
const clock = fixedClock('2026-11-02T00:00:00Z')
const catalog = defineCatalog({ meters: {}, plans: { daily: plan({ currency: 'EUR', every: 'day' }, { base: flat('1') }) } })
const billingOn = (connection: PgConnection, tenant: string) => createBilling({ catalog, storage: postgres(connection), clock, tenant, correlation: 'signup' })
const account = (id: string): Account => ({ id, kind: 'customer', currency: 'EUR', zone: 'UTC' })

beforeAll(async () => {
  await database.owner().query('CREATE TABLE public.customer (id text PRIMARY KEY); GRANT ALL ON public.customer TO PUBLIC')
})

/** A transaction of the host, with a row of its own. */
async function inHostTransaction<T>(level: string, row: string, work: (client: pg.PoolClient) => Promise<T>): Promise<PromiseSettledResult<T>> {
  const client = await database.app().connect()
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${level}`)
    await client.query('INSERT INTO public.customer VALUES ($1)', [row])
    const [outcome] = await Promise.allSettled([work(client)])
    await client.query(outcome.status === 'fulfilled' ? 'COMMIT' : 'ROLLBACK')
    return outcome
  } finally {
    client.release()
  }
}

const rows = async (id: string): Promise<number> => (await database.owner().query('SELECT 1 FROM public.customer WHERE id = $1', [id])).rows.length

describe('a command in a transaction of the host', () => {
  it('is audited when the host commits, and leaves nothing when it does not', async () => {
    const billing = billingOn(database.app(), 'audited')
    const lost = await inHostTransaction('READ COMMITTED', 'lost', async (client) => {
      await billingOn({ transaction: client }, 'audited').accounts.put({ key: 'lost', account: account('lost') })
      throw new Error('the host has changed its mind')
    })
    const kept = await inHostTransaction('READ COMMITTED', 'kept', (client) => billingOn({ transaction: client }, 'audited').accounts.put({ key: 'kept', account: account('kept') }))
    expect([lost.status, kept.status, await rows('lost'), await rows('kept')]).toEqual(['rejected', 'fulfilled', 0, 1])
    expect((await billing.audit.list({ correlation: 'signup' })).items.map(({ operation, key }) => [operation, key])).toEqual([['accounts.put', 'kept']])
    expect((await billing.diagnostics.byCorrelation('signup')).others.map(({ record, id }) => [record, id])).toEqual([['account', 'kept']])
  })

  it('leaves nothing behind a savepoint that the host returns to: no number, message or work, and nothing remembered', async () => {
    const tenant = 'returned'
    const counts = async (client: pg.PoolClient): Promise<unknown> => {
      await client.query(`SELECT set_config('farthing.tenant', $1, true)`, [tenant])
      const tables = ['plan_version', 'subscription', 'command', 'invoice', 'number_series', 'ledger_entry', 'outbox_account', 'outbox_message', 'work_item']
      const { rows } = await client.query<{ counts: string }>(`SELECT concat_ws(' ', ${tables.map((table) => `(SELECT count(*) FROM farthing.${table} WHERE tenant = $1)`).join(', ')}) AS counts`, [tenant])
      return rows[0]?.counts
    }
    const outcome = await inHostTransaction('READ COMMITTED', tenant, async (client) => {
      const [billing, work] = [billingOn({ transaction: client }, tenant), workQueue({ transaction: client })]
      const all = async () => {
        await billing.subscriptions.start({ key: 's', account: 'a', plan: 'daily', from: '2026-10-01' })
        const { number } = await billing.invoices.issue({ key: 'day', account: 'a', period: '2026-10-01' })
        await work.add([{ tenant, kind: 'tell', key: number }])
        const messages = await billing.outbox.read('a')
        return { number, messages: messages.map(({ sequence, topic }) => `${sequence} ${topic}`) }
      }
      await client.query('SAVEPOINT attempt')
      const first = await all()
      const written = await counts(client)
      await client.query('ROLLBACK TO SAVEPOINT attempt')
      const left = await counts(client)
      return { first, left, second: await all(), again: (await counts(client)) === written }
    })
    const { first, ...rest } = outcome.status === 'fulfilled' ? outcome.value : expect.fail('the host commits')
    expect(first).toEqual({ number: 'INV-000001', messages: ['1 window.sealed', '2 invoice.created', '3 invoice.issued'] })
    expect(rest).toEqual({ left: '0 0 0 0 0 0 0 0 0', second: first, again: true })
  })

  it.each(['READ COMMITTED', 'SERIALIZABLE'])('that is refused at %s breaks nothing of the host, and its record goes the way of the host unless it has a pool', async (level) => {
    const tenant = `refused at ${level}`
    const pool = postgres(database.app())
    const refusedIn = (client: pg.PoolClient, key: string, refusals?: typeof pool) =>
      createBilling({ catalog, storage: postgres({ transaction: client }), clock, tenant, ...(refusals === undefined ? {} : { refusals }) }).credits.void({ key, grant: 'nobody' }).catch(() => 'refused')
    const [kept, undone] = [`${tenant} kept`, `${tenant} undone`]
    await inHostTransaction(level, kept, (client) => refusedIn(client, 'kept'))
    await inHostTransaction(level, undone, async (client) => {
      await refusedIn(client, 'inside')
      await refusedIn(client, 'beside', pool)
      throw new Error('the host has changed its mind')
    })
    const { items } = await billingOn(database.app(), tenant).audit.refusals()
    expect(items.map(({ operation, key }) => `${operation} ${key}`).sort()).toEqual(['credits.void beside', 'credits.void kept'])
    expect([await rows(kept), await rows(undone)]).toEqual([1, 0])
  })

  it.each(['REPEATABLE READ', 'SERIALIZABLE'])('that lost to another at %s fails retryably, and the host runs it again', async (level) => {
    const tenant = `lost at ${level}`
    const billing = billingOn(database.app(), tenant)
    await billing.subscriptions.start({ key: 's', account: 'a', plan: 'daily', from: '2026-10-01' })
    const input = { key: 'day', account: 'a', period: '2026-10-01' }
    const first = await inHostTransaction(level, tenant, async (client) => {
      await client.query('SELECT 1 FROM public.customer')
      await billing.invoices.issue(input)
      return billingOn({ transaction: client }, tenant).invoices.issue(input)
    })
    expect(first.status === 'rejected' && isRetryable(first.reason)).toBe(true)
    expect(await rows(tenant)).toBe(0)
    const second = await inHostTransaction(level, tenant, (client) => billingOn({ transaction: client }, tenant).invoices.issue(input))
    expect(second).toMatchObject({ status: 'fulfilled', value: { number: 'INV-000001' } })
    expect((await billing.invoices.list()).items).toHaveLength(1)
  })
})

describe('records of the host, on PostgreSQL', () => {
  it('are billed, and held against what was billed', async () => {
    const accounts = [account('a')]
    const subscriptions = [{ id: 's', account: 'a', plan: 'daily', zone: 'UTC', anchor: '2026-10-01', from: '2026-10-01T00:00:00.000000Z' }]
    const host = hostData(
      {
        accounts: { get: async (id) => accounts.find((each) => each.id === id), list: async () => ({ items: accounts }) },
        subscriptions: { get: async (id) => subscriptions.find((each) => each.id === id), list: async ({ account: of = 'a', subject = 'a' }) => ({ items: of === 'a' && subject === 'a' ? subscriptions : [] }) },
      },
      { clock },
    )
    const billing = createBilling({ catalog, storage: postgres(database.app()), clock, tenant: 'hosted', host })
    expect((await billing.invoices.issue({ key: 'day', account: 'a', period: '2026-10-01' })).totals.payable).toBe('1')
    subscriptions[0] = { id: 's', account: 'a', plan: 'daily', zone: 'UTC', anchor: '2026-10-02', from: '2026-10-02T00:00:00.000000Z' }
    await expect(billing.subscriptions.get('s')).rejects.toMatchObject({ code: 'host.billed_changed' })
    expect((await billing.health()).status).not.toBe('down')
  })
})
