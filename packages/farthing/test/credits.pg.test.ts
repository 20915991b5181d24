import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { addAll, count, createBilling, defineCatalog, flat, plan, verifyInvoice, type Storage } from '../src/index.js'
import { memory } from '../src/memory.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('49.00') }) },
})
const months = ['2026-07', '2026-08', '2026-09', '2026-10'] as const

/** A subscription since July, with 100.00 of credit that expires in 2027, of which 40.00 is promotional. */
async function withCredit(storage: Storage, tenant: string) {
  const billing = createBilling({ catalog, storage, clock: { now: () => '2026-11-02T00:00:00.000000Z' }, tenant })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-07-01', zone: 'UTC' })
  const terms = { account: 'acme', currency: 'EUR', effectiveAt: '2026-07-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' } as const
  await billing.credits.grant({ ...terms, key: 'gift', kind: 'promotional', amount: '40' })
  await billing.credits.grant({ ...terms, key: 'top-up', kind: 'paid', amount: '60' })
  return billing
}

const issueAll = (billing: Awaited<ReturnType<typeof withCredit>>) => Promise.all(months.map((period) => billing.invoices.issue({ key: period, account: 'acme', period })))

describe('credit on PostgreSQL', () => {
  it('pays the invoice that it pays in memory', async () => {
    const [inMemory, onServer] = [await withCredit(memory(), 'one'), await withCredit(postgres(database.app()), 'one')]
    const october = { key: 'i', account: 'acme', period: '2026-10' } as const
    const invoice = await onServer.invoices.issue(october)
    expect(invoice.contentHash).toBe((await inMemory.invoices.issue(october)).contentHash)
    expect(invoice.totals).toMatchObject({ discounts: '40', net: '9', credits: '9', payable: '0' })
    const evidence = await onServer.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    expect(await onServer.credits.balance({ account: 'acme' })).toEqual(await inMemory.credits.balance({ account: 'acme' }))
  })

  it('pays once, however many invoices want it at the same time', async () => {
    const billing = await withCredit(postgres(database.app()), 'at-once')
    const invoices = await issueAll(billing)
    expect(addAll(invoices.map(({ totals }) => totals.discounts))).toBe('40')
    expect(addAll(invoices.map(({ totals }) => totals.credits))).toBe('60')
    expect(addAll(invoices.map(({ totals }) => totals.payable))).toBe('96')
    expect((await billing.credits.balance({ account: 'acme' })).amounts).toEqual([{ currency: 'EUR', promotional: '0', paid: '0', total: '0' }])
    for (const { id } of invoices) {
      const evidence = await billing.invoices.evidence(id)
      expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    }
    const [receivable] = await billing.ledger.balance({ role: 'receivable', account: 'acme' })
    expect(receivable).toEqual({ currency: 'EUR', amountMinor: '9600' })
  })
})
