import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { explain } from '@farthing/ledger'
import { defineCatalog, flat, graduated, perUnit, plan } from '@farthing/pricing'
import { expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'

// #region catalog
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    pro: plan(
      { currency: 'EUR', every: 'month', phases: [{ name: 'trial', lasts: { unit: 'day', count: 14 }, factor: '0' }] },
      { base: flat('60.00', { billing: 'advance', proration: 'day' }), calls: graduated('calls', [{ upTo: '1000', unit: '0' }, { unit: '0.01' }]) },
    ),
    team: plan({ currency: 'EUR', every: 'month' }, { base: flat('120.00', { billing: 'advance', proration: 'day' }), calls: perUnit('calls', '0.005') }),
    support: plan({ currency: 'EUR', every: 'month' }, { fee: flat('15.00') }),
  },
})
// #endregion catalog

it('does what the how-to says', async () => {
  let now = '2026-09-01T00:00:00Z'
  const today = (date: string) => { now = `${date}T00:00:00Z` }
  const billing = createBilling({ catalog, storage: memory(), clock: { now: () => now } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-09-01' })

  today('2026-11-16')
  // #region changes
  await billing.subscriptions.change({ key: 'upgrade', subscription: 'acme', plan: 'team' })
  await billing.subscriptions.addOn({ key: 'care', subscription: 'acme', plan: 'support', quantity: '2' })
  await billing.subscriptions.override({
    key: 'deal', subscription: 'acme', component: 'base', price: { model: 'flat', amount: '99' }, at: '2026-12-01', until: '2027-12-01',
  })
  await billing.subscriptions.cancel({ key: 'goodbye', subscription: 'acme', at: 'period_end' })
  await billing.subscriptions.withdraw({ key: 'stay', subscription: 'acme', change: 'goodbye' })
  // #endregion changes

  today('2026-12-02')
  // #region invoice
  const invoice = await billing.invoices.issue({ key: '2026-11', account: 'acme', period: '2026-11' })
  expect(invoice.lines.map(({ description, from, calculation, amount }) => `${from.slice(0, 10)} ${description}: ${calculation} = ${amount}`)).toEqual([
    '2026-11-01 base: 60.00 = 60',
    '2026-11-16 base: 0.5 × 120.00 = 60',
    '2026-11-16 base, unused: 0.5 × -60.00 = -30',
    '2026-11-16 support.fee × 2: 0.5 × 30.00 = 15',
    '2026-11-01 calls: 0 × 0.00 = 0',
    '2026-11-16 calls: 0 × 0.005 = 0',
  ])
  // #endregion invoice
  expect(explain(invoice)).toContain('= 105.00 EUR')

  // #region terms
  const terms = await billing.subscriptions.terms({ subscription: 'acme', at: '2027-01-01' })
  expect(terms?.components['base']).toMatchObject({ component: { price: { model: 'flat', amount: '99' } }, source: { plan: 'team', override: 'deal' } })
  // #endregion terms
})
