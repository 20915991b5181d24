import { memory } from '@farthing/adapters-memory'
import { count, timeWeighted } from '@farthing/core'
import { verifyInvoice } from '@farthing/ledger'
import { defineCatalog, perUnit, plan, quantityGrants } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn, readOnly } from '../test/sample-billing.js'
import type { FactSource } from './host-facts.js'

const month = { currency: 'EUR', every: 'month' } as const
const program = { stages: [quantityGrants('grants')] }
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }), seats: timeWeighted({ event: 'seats', value: 'seats', reports: 'level', per: 'period' }) },
  plans: {
    granted: plan({ ...month, program }, { calls: perUnit('calls', '1', { category: 'api' }) }),
    seats: plan({ ...month, program }, { seats: perUnit('seats', '1') }),
  },
})

interface Given {
  readonly storage?: Storage
  readonly now?: string
  readonly facts?: FactSource
}

function billingOf({ storage = memory(), now = '2027-01-02T00:00:00Z', facts }: Given = {}) {
  return createBilling({ catalog, storage, clock: fixedClock(now), ...(facts === undefined ? {} : { facts }) })
}

type Billing = ReturnType<typeof billingOf>

const calls = (subject: string, day: string, times: number) => Array.from({ length: times }, (_, index) => call(`${subject}${day}${index}`, { subject, time: `${day}T09:00:00Z` }))

/** Acme, from October: ten calls on `api` and twenty on `batch` in October, thirty on `api` in November. */
async function acme(given: Given = {}) {
  const billing = billingOf(given)
  for (const id of ['api', 'batch']) await billing.subscriptions.start({ key: id, account: 'acme', plan: 'granted', from: '2026-10-01', subjects: [id] })
  await billing.events.ingest([...calls('api', '2026-10-14', 10), ...calls('batch', '2026-10-14', 20), ...calls('api', '2026-11-14', 30)])
  return billing
}

const terms = { account: 'acme', kind: 'promotional', meter: 'calls', effectiveAt: '2026-10-01T00:00:00Z' } as const

async function issued(billing: Billing, period: string) {
  const preview = await billing.invoices.preview({ account: 'acme', period })
  const invoice = await billing.invoices.issue({ key: period, account: 'acme', period })
  expect(invoice.contentHash).toBe(preview.contentHash)
  const evidence = await billing.invoices.evidence(invoice.id)
  expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
  return invoice
}

async function consumed(billing: Billing) {
  const { items } = await billing.credits.movements({ account: 'acme' })
  return items.filter(({ kind }) => kind === 'consumed').map(({ grant, amount, balance }) => [grant, amount, balance.remaining])
}

describe('grants of units', () => {
  it('cover usage over three periods, in the order in which they burn, and their journals say so', async () => {
    const billing = await acme()
    await billing.credits.grant({ ...terms, key: 'late', quantity: '40', priority: 9 })
    await billing.credits.grant({ ...terms, key: 'first', quantity: '15', priority: 1 })
    const october = await issued(billing, '2026-10')
    expect(october.totals.payable).toBe('0')
    expect(await consumed(billing)).toEqual([['first', '10', '5'], ['first', '5', '0'], ['late', '15', '25']])
    expect((await issued(billing, '2026-11')).totals.payable).toBe('5')
    expect((await issued(billing, '2026-12')).totals.payable).toBe('0')
    expect(await consumed(billing)).toEqual([['first', '10', '5'], ['first', '5', '0'], ['late', '15', '25'], ['late', '25', '0']])
    const lines = new Set((await billing.credits.movements({ document: october.id })).items.map(({ line }) => line))
    expect([...lines].sort()).toEqual(october.lines.map(({ id }) => id).sort())
  })

  it('are named in the trail, in the part that costs nothing', async () => {
    const billing = await acme()
    await billing.credits.grant({ ...terms, key: 'g', quantity: '4' })
    const [line] = (await issued(billing, '2026-10')).lines
    expect(line?.details).toMatchObject([{ description: expect.stringContaining('Granted') as string, quantity: '4', amount: '0' }, { quantity: '6', amount: '6' }])
  })

  it.each<[string, object, string]>([
    ['another meter', { meter: 'seats' }, '30'],
    ['a scope that names the category', { scope: { categories: ['api'] } }, '20'],
    ['a scope that names another', { scope: { categories: ['gpu'], charges: ['other'] } }, '30'],
    ['an end before the period', { expiresAt: '2026-10-01T00:00:00Z', effectiveAt: '2026-09-01T00:00:00Z' }, '30'],
    ['a start in the period', { effectiveAt: '2026-10-20T00:00:00Z' }, '20'],
    ['weekly units, in five weeks of October', { quantity: '2', recurrence: { unit: 'week', count: 1, zone: 'UTC', anchor: '2026-10-01' } }, '20'],
  ])('with %s', async (_, about, payable) => {
    const billing = await acme()
    await billing.credits.grant({ ...terms, key: 'g', quantity: '10', ...about })
    expect((await issued(billing, '2026-10')).totals.payable).toBe(payable)
  })

  it('give an estimate of one subscription what the others before it leave', async () => {
    const billing = await acme({ now: '2026-11-01T00:00:00Z' })
    await billing.credits.grant({ ...terms, key: 'g', quantity: '12', effectiveAt: '2026-10-01T00:00:00Z' })
    const totals = async () => Promise.all(['api', 'batch'].map(async (subscription) => (await billing.quotes.estimate({ subscription, period: '2026-10' })).total))
    expect(await totals()).toEqual(['0', '18'])
  })

  it('are still there for what rates the period again: preview, estimate and shadow', async () => {
    const storage = memory()
    const billing = await acme({ storage })
    await billing.credits.grant({ ...terms, key: 'g', quantity: '12' })
    const { contentHash } = await issued(billing, '2026-10')
    const reading = billingOf({ storage: readOnly(storage) })
    expect((await reading.invoices.preview({ account: 'acme', period: '2026-10' })).contentHash).toBe(contentHash)
    expect((await reading.quotes.estimate({ subscription: 'batch', period: '2026-10' })).total).toBe('18')
    const { totals } = await reading.shadow.rate({ account: 'acme', from: '2026-10-01', to: '2026-11-01', candidate: catalog })
    expect(totals).toMatchObject([{ existing: '18', candidate: '18', delta: '0' }])
    expect((await reading.invoices.preview({ account: 'acme', period: '2026-11' })).totals.payable).toBe('30')
  })

  it('stand beside balances of the host, whose journals are the host’s', async () => {
    const billing = await acme({ facts: async ({ subscription }) => ({ balances: subscription === 'api' ? [{ grant: 'host', meter: 'calls', quantity: '3', rank: '-1' }] : [] }) })
    await billing.credits.grant({ ...terms, key: 'g', quantity: '12' })
    expect((await issued(billing, '2026-10')).totals.payable).toBe('15')
    expect(await consumed(billing)).toEqual([['g', '7', '5'], ['g', '5', '0']])
  })

  it('refuse a balance of the host that has the id of a grant', async () => {
    const billing = await acme({ facts: async () => ({ balances: [{ grant: 'g', meter: 'calls', quantity: '3' }] }) })
    await billing.credits.grant({ ...terms, key: 'g', quantity: '12' })
    expect(await failureIn(() => billing.invoices.preview({ account: 'acme', period: '2026-10' }))).toMatchObject({ code: 'rating.fact_invalid', field: 'facts.balances[0].grant' })
  })

  it('refuse to book a fraction, and book nothing then', async () => {
    const billing = billingOf()
    await billing.subscriptions.start({ key: 's', account: 'acme', plan: 'seats', from: '2026-10-01' })
    await billing.events.ingest([{ id: '1', source: 'app', type: 'seats', subject: 'acme', time: '2026-10-21T00:00:00Z', data: { seats: '1' } }])
    await billing.credits.grant({ ...terms, key: 'g', meter: 'seats', quantity: '12' })
    expect(await failureIn(() => billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' }))).toMatchObject({ code: 'credit.movement_invalid', facts: { grant: 'g', amount: '11/31' } })
    expect([(await billing.invoices.list()).items, await consumed(billing)]).toEqual([[], []])
  })

  it('are taken once, however many issue at once', async () => {
    const billing = await acme()
    await billing.credits.grant({ ...terms, key: 'g', quantity: '12' })
    await Promise.all(Array.from({ length: 6 }, () => billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })))
    expect(await consumed(billing)).toEqual([['g', '10', '2'], ['g', '2', '0']])
  })
})
