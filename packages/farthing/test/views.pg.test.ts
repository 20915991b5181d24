import { beforeAll, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { count, createBilling, defineCatalog, fixedClock, flat, perUnit, plan } from '../src/index.js'
import { postgres } from '../src/postgres.js'

// What people read with SQL says what the library says, and of their own tenant only.
const database = useTestDatabase()
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call', by: ['region'] }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '0.1') }) },
})
const billingOf = (tenant: string) =>
  createBilling({ catalog, storage: postgres(database.app()), clock: fixedClock('2026-11-02T00:00:00Z'), tenant, invoicing: { paymentTerms: { due: 'net', days: 14 } } })

/** An invoice of 23.00 for 30 calls, of which so much is paid. */
async function invoiced(tenant: string, paid: `${number}`): Promise<void> {
  const billing = billingOf(tenant)
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC' })
  await billing.events.ingest(Array.from({ length: 30 }, (_, index) => ({ id: `r${index}`, source: 'api', type: 'api.call', subject: 'acme', time: '2026-10-14T09:00:00Z', data: { region: index < 10 ? 'eu' : 'us' } })))
  await billing.usage.aggregate({ account: 'acme', period: '2026-10' })
  await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  await billing.outbox.deliver({ consumer: 'crm', receive: () => Promise.resolve() })
  await billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p', amount: { amount: paid, currency: 'EUR' } })
}

/** Reads as the application does, in a transaction with this tenant. */
async function read(tenant: string | undefined, sql: string): Promise<readonly unknown[]> {
  const client = await database.app().connect()
  try {
    await client.query('BEGIN')
    if (tenant !== undefined) await client.query(`SELECT set_config('farthing.tenant', $1, true)`, [tenant])
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

beforeAll(async () => {
  await invoiced('north', '8')
  await invoiced('south', '23')
})

describe('the views', () => {
  it('invoices: what each document says and where it stands', async () => {
    const sql = `SELECT tenant, number, account, due_date::text, currency, net::text, tax::text, payable::text, status, settled::text, open::text FROM farthing.invoices`
    const both = { number: 'INV-000001', account: 'acme', due_date: '2026-11-16', currency: 'EUR', net: '23', tax: '0', payable: '23' }
    expect(await read('north', sql)).toEqual([{ tenant: 'north', ...both, status: 'partially_paid', settled: '8', open: '15' }])
    expect(await read('south', sql)).toEqual([{ tenant: 'south', ...both, status: 'paid', settled: '23', open: '0' }])
  })

  it('balances: what the book says', async () => {
    const sql = `SELECT role, account, currency, balance_minor::text FROM farthing.balances WHERE balance_minor <> 0 ORDER BY role`
    const billing = billingOf('north')
    const rows = (await read('north', sql)) as readonly { readonly role: string; readonly account: string | null; readonly balance_minor: string }[]
    expect(rows).toMatchObject([{ role: 'cash', balance_minor: '800' }, { role: 'receivable', account: 'acme', balance_minor: '1500' }, { role: 'revenue', balance_minor: '-2300' }])
    expect(await billing.ledger.balance({ role: 'receivable', account: 'acme' })).toMatchObject([{ amountMinor: '1500' }])
  })

  it('usage_summaries: a row for each meter and dimensions', async () => {
    const sql = `SELECT tenant, subscription, plan, meter, dimensions, quantity FROM farthing.usage_summaries ORDER BY dimensions`
    const of = (region: string, quantity: string) => ({ tenant: 'south', subscription: 'acme', plan: 'api', meter: 'calls', dimensions: `{"region":"${region}"}`, quantity })
    expect(await read('south', sql)).toEqual([of('eu', '10'), of('us', '20')])
  })

  it('outbox_lag: how far each consumer is', async () => {
    const sql = `SELECT consumer, account, delivered::int, last_sequence::int AS last, behind::int, waiting_since IS NULL AS none FROM farthing.outbox_lag`
    expect(await read('north', sql)).toEqual([{ consumer: 'crm', account: 'acme', delivered: 3, last: 5, behind: 2, none: false }])
    await billingOf('north').outbox.deliver({ consumer: 'crm', receive: () => Promise.resolve() })
    expect(await read('north', sql)).toEqual([{ consumer: 'crm', account: 'acme', delivered: 5, last: 5, behind: 0, none: true }])
  })

  it('outbox_lag passes by what is no position, whatever it is called', async () => {
    for (const source of ['outbox [', 'outbox [1]', 'outbox ["a"]', 'api']) {
      await postgres(database.app()).transaction('odd', ({ offsets }) => offsets.advance(source, { to: 'x' }))
    }
    await postgres(database.app()).transaction('odd', ({ offsets }) => offsets.advance('outbox ["a\\"b","c, d"]', { to: '7' }))
    expect(await read('odd', `SELECT consumer, account, position::int FROM farthing.outbox_position`)).toEqual([{ consumer: 'a"b', account: 'c, d', position: 7 }])
  })

  it.each(['invoices', 'balances', 'usage_summaries', 'outbox_position', 'outbox_lag'])('%s shows a tenant its own rows, nobody else any, and takes none', async (view) => {
    const tenants = (tenant: string | undefined) => read(tenant, `SELECT DISTINCT tenant FROM farthing.${view}`)
    expect(await tenants('north')).toEqual([{ tenant: 'north' }])
    expect(await tenants('nobody')).toEqual([])
    expect(await tenants(undefined)).toEqual([])
    await expect(read('north', `DELETE FROM farthing.${view}`)).rejects.toThrow(/permission denied|cannot delete/)
    // Without it, a view has the rights of its owner: it would show whatever those see.
    const { rows } = await database.admin().query<{ tenant: string }>(`SELECT DISTINCT tenant FROM farthing.${view} WHERE tenant IN ('north', 'south') ORDER BY 1`)
    expect(rows).toEqual([{ tenant: 'north' }, { tenant: 'south' }])
  })
})
