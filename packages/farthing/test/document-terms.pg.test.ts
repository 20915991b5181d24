import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { count, createBilling, defineCatalog, flat, plan, taxFromRates, verifyInvoice, type Storage, type TaxProvider, type TaxRateBook } from '../src/index.js'
import { memory, memoryTaxProvider } from '../src/memory.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('49.00') }) },
})
const book: TaxRateBook = { name: 'own', version: '1', defaultCategory: 'saas', rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }] }
const october = { account: 'acme', period: '2026-10' } as const

/** A taxed subscription since September with an amount by hand, a line set by hand, a discount and credit of both kinds. */
async function withTerms(storage: Storage, tenant: string, tax: TaxProvider) {
  const clock = { now: () => '2026-11-02T00:00:00.000000Z' }
  const seller = { name: 'Farthing GmbH', jurisdiction: 'DE' }
  const billing = createBilling({ catalog, storage, clock, tenant, tax, seller, fx: { provider: 'own', rates: [{ base: 'EUR', quote: 'USD', rate: '1.08', inverse: { rule: 'divide' }, at: '2026-01-01T00:00:00Z' }] }, currencies: { default: 'EUR', presentation: 'USD' } })
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-09-01' })
  const by = { account: 'acme', actor: 'ann', reason: 'agreed', effectiveAt: '2026-09-01T00:00:00Z' } as const
  await billing.adjustments.record({ ...by, key: 'set-up', kind: 'amount', label: 'Set-up', currency: 'EUR', amount: '20' })
  await billing.adjustments.record({ ...by, key: 'partner', kind: 'discount', label: 'Partner', percent: '10' })
  for (const kind of ['promotional', 'paid'] as const) await billing.credits.grant({ key: kind, kind, account: 'acme', currency: 'EUR', amount: '5', effectiveAt: by.effectiveAt })
  return billing
}

const provider = (asked: () => Promise<unknown> = () => Promise.resolve()): TaxProvider => {
  const own = memoryTaxProvider('own', taxFromRates(book))
  return { ...own, quote: async (request) => (await asked(), own.quote(request)) }
}

/** The content of every table of the schema, and the value of every sequence. */
async function everything(): Promise<string> {
  const admin = database.admin()
  const { rows } = await admin.query<{ name: string }>(`SELECT c.relname AS name FROM pg_class AS c WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind = 'r' ORDER BY 1`)
  const contents: unknown[] = [(await admin.query('SELECT sequencename, last_value FROM pg_sequences ORDER BY 1')).rows]
  for (const { name } of rows) contents.push([name, (await admin.query(`SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) AS content FROM farthing."${name}" AS t`)).rows])
  return JSON.stringify(contents)
}

describe('an invoice with all terms on PostgreSQL', () => {
  it('is the one that memory gives, and the one of its preview, which changes no row and no sequence', async () => {
    const [inMemory, onServer] = [await withTerms(memory(), 'one', provider()), await withTerms(postgres(database.app()), 'one', provider())]
    const before = await everything()
    const preview = await onServer.invoices.preview(october)
    expect(await everything()).toBe(before)
    const invoice = await onServer.invoices.issue({ key: 'i', ...october })
    expect(await everything()).not.toBe(before)
    // 49.00 and 20.00, less 6.90 and 5.00; 19 % of 57.10 is 10.849; less 5.00.
    expect(invoice.totals).toMatchObject({ subtotal: '69', discounts: '11.9', net: '57.1', tax: '10.85', gross: '67.95', credits: '5', payable: '62.95' })
    expect([preview.contentHash, (await inMemory.invoices.issue({ key: 'i', ...october })).contentHash]).toEqual([invoice.contentHash, invoice.contentHash])
    const evidence = await onServer.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    expect(await onServer.taxes.file()).toEqual({ committed: [invoice.id], voided: [], failed: [] })
  })

  it('asks the provider of taxes while no transaction is open', async () => {
    const open: unknown[] = []
    const asked = async () => {
      const sql = `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'`
      open.push((await database.admin().query<{ open: number }>(sql)).rows[0]?.open)
    }
    const billing = await withTerms(postgres(database.app()), 'asking', provider(asked))
    await billing.invoices.issue({ key: 'i', ...october })
    expect(open).toEqual([0])
  })

  it('takes an adjustment once, however many want it at the same time', async () => {
    const billing = await withTerms(postgres(database.app()), 'at-once', provider())
    const invoices = await Promise.all(['2026-09', '2026-10'].map((period) => billing.invoices.issue({ key: period, account: 'acme', period })))
    expect(invoices.flatMap(({ adjustments = [] }) => adjustments.map(({ id }) => id))).toEqual(['set-up'])
    const standing = await billing.adjustments.get('set-up')
    expect(standing?.document).toBe(invoices.find(({ adjustments }) => adjustments !== undefined)?.id)
  })

  it('bills amounts alone, each once, however many ask at the same time', async () => {
    const billing = await withTerms(postgres(database.app()), 'one-off', provider())
    await billing.adjustments.record({ key: 'visit', kind: 'amount', account: 'acme', label: 'Visit', currency: 'EUR', amount: '30', reason: 'ordered', actor: 'ann', effectiveAt: '2026-09-01T00:00:00Z' })
    const asked = await Promise.allSettled(['1', '2', '3'].map((key) => billing.invoices.issueOneOff({ key, account: 'acme' })))
    expect(asked.map((each) => (each.status === 'fulfilled' ? 'issued' : String((each.reason as { code?: string }).code))).sort()).toEqual(['invoice.not_one_off', 'invoice.not_one_off', 'issued'])
    const [invoice] = (await billing.invoices.list()).items
    expect(invoice?.adjustments?.map(({ id }) => id)).toEqual(['set-up', 'visit'])
    const evidence = await billing.invoices.evidence(invoice?.id ?? '')
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
  })

  it('lets no two changes of parents close a circle together', async () => {
    const billing = await withTerms(postgres(database.app()), 'parents', provider())
    const account = (id: string, parent?: string) => ({ key: `${id} ${parent ?? ''}`, account: { id, kind: 'customer', currency: 'EUR', zone: 'UTC', ...(parent === undefined ? {} : { parent }) } }) as const
    for (const id of ['a', 'b', 'c', 'd']) await billing.accounts.put(account(id))
    const links = await Promise.allSettled([['a', 'b'], ['b', 'c'], ['c', 'd'], ['d', 'a']].map(([id = '', parent]) => billing.accounts.put(account(id, parent))))
    expect(links.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
  })
})
