import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan, type Catalog } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn } from '../test/sample-billing.js'

const month = { currency: 'EUR', every: 'month' } as const
const calls = perUnit('calls', '0.01')
const dearer = perUnit('calls', '0.02')

const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }), idle: count({ event: 'api.idle' }) },
  plans: { pro: plan(month, { base: flat('49'), calls }), basic: plan(month, { base: flat('9') }) },
  releases: { pro: [{ effectiveFrom: '2027-01-01T00:00:00Z', plan: plan(month, { base: flat('59'), calls: dearer }) }] },
  bundles: { both: { name: 'Both', plans: ['pro', 'basic'] } },
})

const billingOf = (given: Catalog = catalog, storage = memory()) => createBilling({ catalog: given, storage, clock: fixedClock('2026-11-02T00:00:00Z') })

describe('billing.catalog', () => {
  it('lists plans and bundles by name, page by page, with every version', async () => {
    const billing = billingOf()
    const { items } = await billing.catalog.plans()
    expect(items.map(({ plan: name, kind, versions }) => [name, kind, versions.map(({ effectiveFrom }) => effectiveFrom ?? 'always')])).toEqual([
      ['basic', 'plan', ['always']],
      ['both', 'bundle', ['always']],
      ['pro', 'plan', ['always', '2027-01-01T00:00:00.000000Z']],
    ])
    const first = await billing.catalog.plans({ limit: 2 })
    expect([first.items, (await billing.catalog.plans({ limit: 2, cursor: first.next ?? '' }))]).toEqual([items.slice(0, 2), { items: items.slice(2) }])
    expect(await billing.catalog.plan('pro')).toEqual(items[2])
    expect(await billing.catalog.plan('por')).toBeUndefined()
  })

  it.each([[{ limit: 0 }], [{ limit: 1001 }], [{ limit: 1.5 }], [{ cursor: '' }], [{ cursor: '[1]' }], [{ cursor: '["a","b"]' }], [{ cursor: 'next' }]])('refuses the page %j', async (page) => {
    expect(await failureIn(() => billingOf().catalog.plans(page))).toMatchObject({ code: 'storage.page_invalid' })
    expect(await failureIn(() => billingOf().catalog.features(page))).toMatchObject({ code: 'storage.page_invalid' })
  })

  it('gives what a version says, and what changes from one to the other in words', async () => {
    const billing = billingOf()
    const [from = '', to = ''] = (await billing.catalog.plan('pro'))?.versions.map(({ version }) => version) ?? []
    expect((await billing.catalog.version(to))?.content.components).toMatchObject({ base: { price: { amount: '59' } } })
    expect((await billing.catalog.diff({ from, to })).map(({ words }) => words)).toEqual(['base: amount is 59 instead of 49', 'calls: unit price is 0.02 instead of 0.01'])
    expect(await billing.catalog.diff({ from, to: from })).toEqual([])
    expect(await billing.catalog.version('0'.repeat(64))).toBeUndefined()
    expect(await failureIn(() => billing.catalog.diff({ from, to: '0'.repeat(64) }))).toMatchObject({ code: 'plan.version_unpublished', field: 'to' })
  })

  it('still knows a version that somebody has subscribed to when the catalogue has lost it', async () => {
    const storage = memory()
    const { planVersion } = await billingOf(catalog, storage).subscriptions.start({ key: 'a', account: 'acme', plan: 'pro', from: '2026-10-01' })
    const later = billingOf(defineCatalog({ meters: {}, plans: { basic: plan(month, { base: flat('9') }) } }), storage)
    expect(await later.catalog.plan('pro')).toBeUndefined()
    expect(await later.catalog.version(planVersion)).toMatchObject({ plan: 'pro', version: planVersion })
  })

  it('lists features with the plans that read them, also by a later version alone', async () => {
    const { items } = await billingOf().catalog.features()
    expect(items.map(({ feature, plans }) => [feature, plans])).toEqual([['calls', ['both', 'pro']], ['idle', []]])
    const late = { ...catalog, plans: { ...catalog.plans, basic: catalog.plans.basic }, releases: { basic: [{ effectiveFrom: '2027-01-01T00:00:00.000000Z', plan: plan(month, { idle: perUnit('idle', '1') }) }] } }
    expect((await billingOf(late).catalog.features()).items.find(({ feature }) => feature === 'idle')?.plans).toEqual(['basic'])
  })
})
