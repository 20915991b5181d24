import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn, readOnly } from '../test/sample-billing.js'

const eur = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { api: plan(eur, { base: flat('20') }), plus: plan(eur, { base: flat('50') }), resold: plan({ currency: 'USD', every: 'month' }, { calls: perUnit('calls', '0.06') }) },
})
const clock = fixedClock('2026-11-02T00:00:00Z')

async function sold() {
  const storage = memory()
  const billing = createBilling({ catalog, storage, clock, invoicing: { paymentTerms: { due: 'net', days: 30 } } })
  const put = (id: string, about: object = {}) => billing.accounts.put({ key: id, account: { id, kind: 'customer', currency: 'EUR', zone: 'UTC', ...about } })
  await put('house', { kind: 'house' })
  await put('partner', { kind: 'reseller', currency: 'USD', parent: 'house', terms: { due: 'on_receipt' } })
  await put('acme', { parent: 'partner', invoiceRecipient: 'partner', creditRiskOwner: 'partner', taxResponsibility: 'account' })
  await put('branch', { parent: 'acme' })
  for (const id of ['acme', 'acme/2', 'acme/3']) {
    await billing.subscriptions.start({ key: id, account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC', wholesale: { account: 'partner', plan: 'resold' } })
  }
  await billing.subscriptions.change({ key: 'up', subscription: 'acme', plan: 'plus', at: '2026-11-01' })
  await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  return { storage, billing }
}

describe('accounts.billingAccount', () => {
  it('says everything that an account leaves to others or to the tenant', async () => {
    const { storage, billing } = await sold()
    const accounts = createBilling({ catalog, storage: readOnly(storage), clock, invoicing: { paymentTerms: { due: 'net', days: 30 } } }).accounts
    expect(await accounts.billingAccount('acme')).toMatchObject({
      account: { id: 'acme' }, at: '2026-11-02T00:00:00.000000Z',
      reseller: 'partner', invoiceRecipient: 'partner', creditRiskOwner: 'partner', taxResponsibility: 'account', terms: { due: 'net', days: 30 },
      state: 'current', restrictions: { account: 'acme', reasons: [] }, balances: [{ currency: 'EUR', receivableMinor: '6000' }],
    })
    expect(await accounts.billingAccount('branch')).toMatchObject({ reseller: 'partner', invoiceRecipient: 'branch', creditRiskOwner: 'branch', taxResponsibility: 'tenant', plans: [], balances: [] })
    await billing.restrictions.place({ key: 'r', account: 'branch', scope: 'new_usage', text: 'Please call us.' })
    expect((await accounts.billingAccount('branch'))?.restrictions.reasons).toMatchObject([{ text: 'Please call us.' }])
  })

  it('counts the plans of now on both sides: what an account buys, and what it buys to resell', async () => {
    const { billing } = await sold()
    expect((await billing.accounts.billingAccount('acme'))?.plans).toMatchObject([
      { side: 'retail', plan: 'api', currency: 'EUR', subscriptions: 2 },
      { side: 'retail', plan: 'plus', currency: 'EUR', subscriptions: 1 },
    ])
    const partner = await billing.accounts.billingAccount('partner')
    expect(partner?.plans).toMatchObject([{ side: 'wholesale', plan: 'resold', currency: 'USD', subscriptions: 3 }])
    expect(partner).not.toHaveProperty('reseller')
    expect(partner?.terms).toEqual({ due: 'on_receipt' })
  })

  it('is nothing for an account that is not there', async () => {
    const { billing } = await sold()
    expect(await billing.accounts.billingAccount('nobody')).toBeUndefined()
    expect(await failureIn(() => billing.accounts.billingAccount(''))).toMatchObject({ code: 'text.empty', field: 'account' })
  })
})
