import { memory } from '@farthing/adapters-memory'
import { count, sum } from '@farthing/core'
import { verifyInvoice } from '@farthing/ledger'
import { bucket, defineCatalog, dynamic, hourly, percentage, plan } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn, readOnly, wrapped } from '../test/sample-billing.js'

const month = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: {
    payments: sum({ event: 'payment', value: 'amount' }),
    support: sum({ event: 'work', value: 'minutes', by: ['userType'] }),
    resale: count({ event: 'resale' }),
    calls: count({ event: 'api.call' }),
  },
  plans: {
    shop: plan(month, { payments: percentage('payments', '2', { fixed: '0.30', freeTransactions: 1 }) }),
    desk: plan(month, { support: hourly('support', '60', { rates: { senior: '120' }, incrementMinutes: '15' }) }),
    reseller: plan(month, { resale: dynamic('resale', { multiplier: '1.2', amountPath: 'cost.total' }) }),
    rollover: plan(month, { calls: bucket('calls', { included: '10', overage: '1', rolloverLimit: '10' }) }),
  },
})

async function subscribed(planName: keyof typeof catalog.plans, { storage = memory(), now = '2027-02-01T00:00:00Z' }: { storage?: Storage; now?: string } = {}) {
  const billing = createBilling({ catalog, storage, clock: fixedClock(now) })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: planName, from: '2026-10-01' })
  return billing
}

function event(id: string, type: string, data: object, time = '2026-10-14T09:00:00Z') {
  return { id, source: 'app', type, subject: 'acme', time, data }
}

const october = { account: 'acme', period: '2026-10' } as const

describe('an invoice by prices that read events', () => {
  it('takes a fee for each transaction, in the order in which they happened', async () => {
    const billing = await subscribed('shop')
    await billing.events.ingest([
      event('b', 'payment', { amount: '200' }, '2026-10-20T00:00:00Z'),
      event('first', 'payment', { amount: '50' }, '2026-10-02T00:00:00Z'),
      event('next', 'payment', { amount: '999' }, '2026-11-01T00:00:00Z'),
      event('voided', 'payment', { amount: '7' }),
      { ...event('voided', 'payment', {}), data: null, revision: 1 },
    ])
    const preview = await billing.invoices.preview(october)
    const invoice = await billing.invoices.issue({ ...october, key: 'i' })
    expect(invoice).toMatchObject({ contentHash: preview.contentHash, totals: { payable: '4.3' } })
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(verifyInvoice(evidence!)).toMatchObject({ verdict: 'verified' })
    expect(evidence?.ratings[0]?.facts.ratedEvents?.map(({ id, quantity }) => [id, quantity])).toEqual(expect.arrayContaining([['first', '50'], ['b', '200']]))
  })

  it('bills hours by who worked', async () => {
    const billing = await subscribed('desk')
    await billing.events.ingest([event('1', 'work', { minutes: '20', userType: 'senior' }), event('2', 'work', { minutes: '5', userType: 'junior' }), event('3', 'work', { minutes: 16 })])
    expect((await billing.invoices.preview(october)).totals.payable).toBe('105')
  })

  it('resells what events cost, also where the amount is a number', async () => {
    const billing = await subscribed('reseller')
    await billing.events.ingest([event('1', 'resale', { cost: { total: '1.10' } }), event('2', 'resale', { cost: { total: 0.9 } })])
    expect((await billing.invoices.preview(october)).totals.payable).toBe('2.4')
  })

  it('names the event that carries no amount', async () => {
    const billing = await subscribed('reseller')
    await billing.events.ingest([event('bare', 'resale', {})])
    expect(await failureIn(() => billing.invoices.preview(october))).toMatchObject({ code: 'rating.fact_missing', facts: { id: 'bare' } })
  })
})

describe('what a period hands on', () => {
  const calls = (period: string, number: number) => Array.from({ length: number }, (_, index) => event(`${period}/${index}`, 'api.call', {}, `${period}-05T00:00:00Z`))

  /** 4 of 10 used, then 12 of 16, then 20 of 14: 6 too many. */
  const used = [...calls('2026-10', 4), ...calls('2026-11', 12), ...calls('2026-12', 20)]

  it('reaches the next invoice, and is kept with its hash', async () => {
    const storage = memory()
    const billing = await subscribed('rollover', { storage })
    await billing.events.ingest(used)
    const payable = []
    for (const period of ['2026-10', '2026-11', '2026-12']) payable.push((await billing.invoices.issue({ account: 'acme', period, key: period })).totals.payable)
    expect(payable).toEqual(['0', '0', '6'])
    const kept = await storage.transaction('default', ({ carries }) => carries.latest({ subscription: 'acme', side: 'retail', until: '2026-12-01T00:00:00.000000Z' }))
    expect(kept).toMatchObject({ from: '2026-11-01T00:00:00.000000Z', carry: { 'price:bucket-overage': { '["price",["calls",{}]]': { rolledOver: '4' } } } })
  })

  it('is derived where the periods before are not billed, wholly or in part, without a write', async () => {
    const storage = memory()
    const billing = await subscribed('rollover', { storage })
    await billing.events.ingest(used)
    const looking = createBilling({ catalog, storage: readOnly(storage), clock: fixedClock('2027-02-01T00:00:00Z') })
    const preview = () => looking.invoices.preview({ account: 'acme', period: '2026-12' })
    const before = await preview()
    expect(before.totals.payable).toBe('6')
    await billing.invoices.issue({ account: 'acme', period: '2026-10', key: 'i' })
    expect((await preview()).contentHash).toBe(before.contentHash)
  })

  it('stays what it was when it was billed, whatever comes later', async () => {
    const billing = await subscribed('rollover')
    await billing.events.ingest(used.slice(0, 4))
    await billing.invoices.issue({ account: 'acme', period: '2026-10', key: 'i' })
    await billing.events.ingest([...calls('2026-10', 9).slice(4), ...used.slice(4)])
    expect((await billing.invoices.preview({ account: 'acme', period: '2026-12' })).totals.payable).toBe('6')
  })

  it('is refused where the storage gives another one than was kept', async () => {
    const storage = memory()
    const billing = await subscribed('rollover', { storage })
    await billing.invoices.issue({ account: 'acme', period: '2026-10', key: 'i' })
    const tampered = wrapped(storage, (stores) => ({
      ...stores,
      carries: { ...stores.carries, latest: async (question) => {
        const record = await stores.carries.latest(question)
        return record && { ...record, carry: { 'price:bucket-overage': { '["price",["calls",{}]]': { rolledOver: '1000' } } } }
      } },
    }))
    const other = createBilling({ catalog, storage: tampered, clock: fixedClock('2027-02-01T00:00:00Z') })
    expect(await failureIn(() => other.invoices.preview({ account: 'acme', period: '2026-11' }))).toMatchObject({ code: 'rating.carry_invalid', field: 'carries.acme' })
  })
})
