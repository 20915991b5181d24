import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { addAll, compare, createBilling, defineCatalog, flat, isFarthingError, plan, sum, volume, type Billing, type Storage } from '../src/index.js'
import { memory } from '../src/memory.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { base: flat('33.33'), calls: volume('calls', [{ upTo: '1000', unit: '10' }, { unit: '9' }]) }) },
})
const tax = {
  name: 'own', version: '1', defaultCategory: 'saas',
  rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }],
} as const

function billingOn(storage: Storage, tenant: string, now = '2026-03-01T00:00:00.000000Z'): Billing {
  return createBilling({ catalog, storage, clock: { now: () => now }, tenant, tax, seller: { name: 'Farthing GmbH', jurisdiction: 'DE' } })
}

const calls = (account: string, id: string, count: string, time: string) => ({ id: `${account}/${id}`, source: 'api', type: 'calls', subject: account, time, data: { count } })

/** Accounts with an invoice of 1,000 calls in January. */
async function invoiced(storage: Storage, tenant: string, accounts: readonly string[]) {
  const billing = billingOn(storage, tenant, '2026-02-02T00:00:00.000000Z')
  const invoices: string[] = []
  for (const account of accounts) {
    await billing.accounts.put({ key: account, account: { id: account, kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
    await billing.subscriptions.start({ key: account, account, plan: 'api', from: '2026-01-01', zone: 'UTC' })
    await billing.events.ingestOrThrow([calls(account, 'all', '1000', '2026-01-10T00:00:00Z')])
    invoices.push((await billing.invoices.issue({ key: account, account, period: '2026-01' })).id)
  }
  return invoices
}

const settled = async (work: readonly Promise<unknown>[]) => {
  const results = await Promise.allSettled(work)
  return results.map((result) => (result.status === 'fulfilled' ? 'kept' : isFarthingError(result.reason) ? result.reason.code : String(result.reason)))
}

describe('corrections on PostgreSQL', () => {
  it('credit by hand at the same time never exceeds a line, a tax or the invoice (C-CAP)', async () => {
    const storage = postgres(database.app())
    const [id = ''] = await invoiced(storage, 'caps', ['acme'])
    const billing = billingOn(storage, 'caps')
    const invoice = await billing.invoices.get(id)
    const base = invoice?.lines.find(({ component }) => component === 'base')?.id ?? ''
    const credits = Array.from({ length: 8 }, (_, index) => billing.corrections.credit({ key: `c${index}`, invoice: id, lines: [{ line: base, amount: '10' }], reason: 'Agreed' }))
    const outcomes = await settled(credits)
    expect(outcomes.filter((each) => each === 'kept')).toHaveLength(3)
    expect(outcomes.filter((each) => each === 'correction.over_credited')).toHaveLength(5)
    expect(await settled([billing.corrections.credit({ key: 'rest', invoice: id, lines: [{ line: base, amount: '3.33' }], reason: 'Agreed' }), billing.corrections.cancel({ key: 'all', invoice: id, reason: 'Wrong' })])).toContain('kept')
    await settled([billing.corrections.cancel({ key: 'again', invoice: id, reason: 'Wrong' })])
    const notes = (await billing.corrections.ofInvoice(id)).flatMap(({ note }) => note ?? [])
    expect(notes.map(({ number }) => number)).toEqual(notes.map((_, index) => `CN-${String(index + 1).padStart(6, '0')}`))
    for (const figure of ['net', 'tax', 'gross'] as const) expect(compare(addAll(notes.map(({ totals }) => totals[figure])), invoice?.totals[figure] ?? '0')).toBe(0)
    expect(await billing.ledger.openItems('acme')).toEqual([])
  })

  it('late events become the documents that they become in memory, once for two jobs at the same time', async () => {
    const [inMemory, onServer] = [memory(), postgres(database.app())]
    const take = async (storage: Storage) => {
      const [id = ''] = await invoiced(storage, 'late', ['acme'])
      const billing = billingOn(storage, 'late')
      await billing.events.ingestOrThrow([calls('acme', 'late', '1', '2026-01-20T00:00:00Z')])
      const jobs = await settled([billing.corrections.takeLate(), billing.corrections.takeLate()])
      expect(jobs).toContain('kept')
      return (await billing.corrections.ofInvoice(id)).map(({ note, correction }) => [note?.number, note?.contentHash === undefined, correction?.totals, correction?.delta.lines.map(({ amount }) => amount)])
    }
    const there = await take(onServer)
    expect(there).toEqual([['CN-000001', false, { net: '-991', tax: '-188.29', gross: '-1179.29' }, ['-991']]])
    expect(there).toEqual(await take(inMemory))
  })

  it('a rewind that ends half way goes on where it was', async () => {
    const storage = postgres(database.app())
    const accounts = ['a', 'b', 'c']
    const ids = await invoiced(storage, 'rewind', accounts)
    const billing = billingOn(storage, 'rewind')
    await billing.events.ingestOrThrow(accounts.map((account) => calls(account, 'late', '1', '2026-01-20T00:00:00Z')))
    const scope = { from: '2026-01-01T00:00:00Z', causes: [{ kind: 'usage_correction', reference: 'import', text: 'The import was wrong' }] } as const
    const plan = await billing.corrections.planRewind(scope)
    expect(plan.totals.map(({ account, gross }) => [account, gross])).toEqual(accounts.map((account) => [account, '-1179.29']))
    // Ends with the transaction that corrects the second account.
    let ends = 0
    const ending: Storage = {
      transaction: (tenant, work) =>
        storage.transaction(tenant, (stores) => work({ ...stores, corrections: { ...stores.corrections, append: (record) => (record.account === 'b' && ++ends === 1 ? Promise.reject(new Error('the process ended')) : stores.corrections.append(record)) } })),
    }
    await expect(billingOn(ending, 'rewind').corrections.rewind({ key: 'r', ...scope })).rejects.toThrow('the process ended')
    const looks = () => Promise.all(ids.map(async (id) => (await billing.corrections.ofInvoice(id)).length))
    expect(await looks()).toEqual([1, 0, 0])
    const records = await billing.corrections.rewind({ key: 'r', ...scope })
    expect(records.map(({ account, note }) => [account, note?.number])).toEqual([['a', 'CN-000001'], ['b', 'CN-000002'], ['c', 'CN-000003']])
    expect(await billing.corrections.rewind({ key: 'r', ...scope })).toEqual(records)
    expect(await looks()).toEqual([1, 1, 1])
    expect((await billing.corrections.planRewind(scope)).corrections).toEqual([])
  })
})
