import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, defineStage, fixedFmv, perUnit, plan, quantityGrants } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call, failureIn } from '../test/sample-billing.js'
import type { FactRequest, FactSource } from './host-facts.js'

const month = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    granted: plan({ ...month, program: { stages: [quantityGrants('grants')] } }, { calls: perUnit('calls', '1') }),
    managed: plan(month, { managed: fixedFmv('80', [{ name: 'Hosting', value: '1' }]) }),
    plain: plan(month, { calls: perUnit('calls', '1') }),
  },
})

async function billing(planName: keyof typeof catalog.plans, facts?: FactSource) {
  const made = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), ...(facts === undefined ? {} : { facts }) })
  await made.subscriptions.start({ key: 'acme', account: 'acme', plan: planName, from: '2026-10-01' })
  await made.events.ingest([call('1'), call('2'), call('3')])
  return made
}

const october = { account: 'acme', period: '2026-10' } as const

describe('facts of the host', () => {
  it('are asked for where the plan reads them, with what is read of them', async () => {
    const asked: FactRequest[] = []
    const source: FactSource = (request) => {
      asked.push(request)
      return Promise.resolve({ balances: [{ grant: 'welcome', meter: 'calls', quantity: '2' }] })
    }
    const made = await billing('granted', source)
    const preview = await made.invoices.preview(october)
    expect(preview.totals.payable).toBe('1')
    expect((await made.invoices.issue({ ...october, key: 'i' })).contentHash).toBe(preview.contentHash)
    expect(asked[0]).toMatchObject({ subscription: 'acme', account: 'acme', period: { from: '2026-10-01T00:00:00.000000Z' }, packs: [{ pack: 'balances', version: 1, required: true, stages: ['grants'] }] })
  })

  it('stand in place of what a price says', async () => {
    const made = await billing('managed', () => Promise.resolve({ services: [{ component: 'managed', name: 'Backup', value: '1' }] }))
    expect((await made.invoices.preview(october)).lines[0]?.details.map(({ description }) => description).join()).toContain('Backup')
  })

  it('are not asked for where nothing reads them', async () => {
    const made = await billing('plain', () => Promise.reject(new Error('asked')))
    expect((await made.invoices.preview(october)).totals.payable).toBe('3')
  })

  it('are empty balances where nobody gives any', async () => {
    expect((await (await billing('granted')).invoices.preview(october)).totals.payable).toBe('3')
  })

  it('are refused where they are of another form', async () => {
    const made = await billing('granted', () => Promise.resolve({ balances: [{ grant: 'welcome', quantity: 2 }] }))
    expect(await failureIn(() => made.invoices.preview(october))).toMatchObject({ code: 'rating.fact_invalid', field: 'facts.balances[0].quantity' })
  })
})

describe('the account', () => {
  it('is known by id, currency and zone where the host says nothing of it', async () => {
    const seen: unknown[] = []
    const looking = defineStage({
      manifest: {
        name: 'looking', version: 1, kind: 'amount', step: 'discount', scope: 'subscription', limits: { charges: 10, effects: 1 },
        facts: [{ pack: 'account', versions: [1], fields: ['account', 'currency', 'zone', 'segment'], required: true }],
      },
      check: (config) => config as object,
      run: ({ facts }) => (seen.push(facts['account']), { effects: [] }),
    })
    const stages = { 'looking@1': looking }
    const program = { stages: [{ id: 'looking', use: 'looking@1', rules: [{ id: 'x', config: {} }] }] }
    const own = { ...catalog, plans: { ...catalog.plans, plain: { ...catalog.plans.plain, program } } }
    const made = createBilling({ catalog: own, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), stages })
    await made.subscriptions.start({ key: 'acme', account: 'acme', plan: 'plain', from: '2026-10-01', zone: 'Europe/Berlin' })
    await made.invoices.preview(october)
    expect(seen[0]).toEqual([{ account: 'acme', currency: 'EUR', zone: 'Europe/Berlin' }])
  })
})
