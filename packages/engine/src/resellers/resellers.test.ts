import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn } from '../test/sample-billing.js'

const eur = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    api: plan(eur, { base: flat('20'), calls: perUnit('calls', '0.1') }),
    resold: plan(eur, { calls: perUnit('calls', '0.06') }),
    dollars: plan({ currency: 'USD', every: 'month' }, { calls: perUnit('calls', '0.05') }),
  },
})

/** `acme` and `globex` buy from `partner`; `initech` lies beneath it and has nothing yet; `other` buys from nobody. */
async function resold() {
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') })
  await billing.accounts.put({ key: 'r', account: { id: 'partner', kind: 'reseller', currency: 'EUR', zone: 'UTC' } })
  await billing.accounts.put({ key: 'i', account: { id: 'initech', kind: 'customer', currency: 'EUR', zone: 'UTC', parent: 'partner' } })
  const start = (account: string, wholesale?: { readonly account: string; readonly plan: 'resold' | 'dollars' }) =>
    billing.subscriptions.start({ key: account, account, plan: 'api', from: '2026-10-01', zone: 'UTC', ...(wholesale && { wholesale }) })
  await start('acme', { account: 'partner', plan: 'resold' })
  await start('globex', { account: 'partner', plan: 'resold' })
  await start('other')
  for (const [subject, times] of [['acme', 300], ['globex', 7], ['other', 50]] as const) {
    await billing.events.ingest(Array.from({ length: times }, (_, index) => call(`${subject}${index}`, { subject, time: '2026-10-14T09:00:00Z' })))
  }
  return { billing, start }
}

describe('resellers.margin', () => {
  it('rates both sides of the same usage, and no others', async () => {
    const { billing } = await resold()
    const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
    // #region margin
    const margin = await billing.resellers.margin({ account: 'partner', period: '2026-10' })
    // #endregion margin
    expect(margin).toMatchObject({ account: 'partner', knownAt: { at: '2026-11-02T00:00:00.000000Z' } })
    expect(margin.subscriptions).toEqual([
      { subscription: 'acme', customer: 'acme', ...october, retail: { currency: 'EUR', amount: '50' }, wholesale: { currency: 'EUR', amount: '18' }, margin: '32' },
      { subscription: 'globex', customer: 'globex', ...october, retail: { currency: 'EUR', amount: '20.7' }, wholesale: { currency: 'EUR', amount: '0.42' }, margin: '20.28' },
    ])
    expect(margin.totals).toEqual([{ currency: 'EUR', retail: '70.7', wholesale: '18.42', margin: '52.28' }])
    // #region wholesale
    const invoice = await billing.invoices.issue({ key: 'w', account: 'partner', period: '2026-10', side: 'wholesale' })
    // #endregion wholesale
    expect(invoice.totals.payable).toBe('18.42')
  })

  it('gives no margin across currencies, and never sums them', async () => {
    const { billing, start } = await resold()
    await billing.accounts.put({ key: 'a', account: { id: 'abroad', kind: 'reseller', currency: 'USD', zone: 'UTC' } })
    await start('hooli', { account: 'abroad', plan: 'dollars' })
    await billing.events.ingest([call('h', { subject: 'hooli', time: '2026-10-14T09:00:00Z' })])
    const { subscriptions, totals } = await billing.resellers.margin({ account: 'abroad', period: '2026-10' })
    expect(subscriptions).toMatchObject([{ customer: 'hooli', retail: { currency: 'EUR', amount: '20.1' }, wholesale: { currency: 'USD', amount: '0.05' } }])
    expect(subscriptions[0]).not.toHaveProperty('margin')
    expect(totals).toEqual([{ currency: 'EUR', retail: '20.1', wholesale: '0' }, { currency: 'USD', retail: '0', wholesale: '0.05' }])
    // Neither document needs a rate of exchange: each has its own side only.
    expect((await billing.invoices.preview({ account: 'hooli', period: '2026-10' })).totals.payable).toBe('20.1')
    expect((await billing.invoices.preview({ account: 'abroad', period: '2026-10', side: 'wholesale' })).totals.payable).toBe('0.05')
  })

  it.each([
    ['nobody', 'account.unknown'],
    ['acme', 'account.invalid'],
    ['', 'text.empty'],
  ])('refuses %j: %s', async (account, code) => {
    const { billing } = await resold()
    expect(await failureIn(() => billing.resellers.margin({ account, period: '2026-10' }))).toMatchObject({ code, field: 'account' })
    expect(await failureIn(() => billing.resellers.customers(account))).toMatchObject({ code, field: 'account' })
  })

  it('refuses a period in which nothing is resold', async () => {
    const { billing } = await resold()
    expect(await failureIn(() => billing.resellers.margin({ account: 'partner', period: '2026-09' }))).toMatchObject({ code: 'period.not_found' })
  })
})

describe('resellers.customers', () => {
  it('names who buys from it and who lies beneath it', async () => {
    const { billing } = await resold()
    const customers = [{ account: 'acme', subscriptions: ['acme'] }, { account: 'globex', subscriptions: ['globex'] }, { account: 'initech', subscriptions: [] }]
    expect(await billing.resellers.customers('partner')).toEqual({ items: customers })
    const first = await billing.resellers.customers('partner', { limit: 2 })
    expect(first.items).toEqual(customers.slice(0, 2))
    expect(await billing.resellers.customers('partner', { limit: 2, cursor: first.next ?? '' })).toEqual({ items: customers.slice(2) })
  })
})
