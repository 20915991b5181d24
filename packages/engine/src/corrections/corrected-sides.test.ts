import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call } from '../test/sample-billing.js'

const month = { every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    api: plan({ currency: 'EUR', ...month }, { calls: perUnit('calls', '0.1') }),
    resold: plan({ currency: 'EUR', ...month }, { calls: perUnit('calls', '0.06') }),
    dollars: plan({ currency: 'USD', ...month }, { calls: perUnit('calls', '0.2') }),
  },
})
const october = { period: '2026-10' } as const
const used = (id: string) => call(id, { subject: 'acme', time: '2026-10-14T09:00:00Z' })

it('late events of a resold subscription are taken once for its customer and once for its reseller', async () => {
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') })
  await billing.accounts.put({ key: 'r', account: { id: 'partner', kind: 'reseller', currency: 'EUR', zone: 'UTC' } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC', wholesale: { account: 'partner', plan: 'resold' } })
  await billing.events.ingest([used('1')])
  await billing.invoices.issue({ key: 'r', account: 'acme', ...october })
  await billing.invoices.issue({ key: 'w', account: 'partner', ...october, side: 'wholesale' })
  await billing.events.ingest([used('2'), used('3')])
  const { corrected, events } = await billing.corrections.takeLate()
  expect(corrected.map(({ account, note }) => [account, note?.totals.payable])).toEqual([['acme', '0.2'], ['partner', '0.12']])
  expect(events).toBe(4)
  expect(await billing.corrections.takeLate()).toMatchObject({ invoices: 0, events: 0 })
})

it('late events of a plan in another currency than its account are taken once, and accounted for', async () => {
  const rates = { provider: 'own', rates: [{ base: 'USD', quote: 'EUR', rate: '0.5', inverse: { rule: 'divide' }, at: '2026-10-01T00:00:00Z' }] } as const
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), fx: rates })
  await billing.accounts.put({ key: 'a', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'dollars', from: '2026-10-01' })
  await billing.events.ingest([used('1')])
  expect((await billing.invoices.issue({ key: 'i', account: 'acme', ...october })).totals.payable).toBe('0.1')
  await billing.events.ingest([used('2')])
  expect((await billing.corrections.takeLate()).corrected.map(({ note }) => note?.totals.payable)).toEqual(['0.1'])
  expect(await billing.corrections.takeLate()).toMatchObject({ invoices: 0, events: 0 })
  expect(await billing.events.conservation({ account: 'acme', ...october })).toMatchObject([{ events: 2, billed: 2, invoiced: 2 }])
})
