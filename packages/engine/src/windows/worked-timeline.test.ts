import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import { expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { failureIn } from '../test/sample-billing.js'

const catalog = defineCatalog({ meters: { calls: count({ event: 'api.call' }) }, plans: { daily: plan({ currency: 'EUR', every: 'day' }, { calls: perUnit('calls', '0.01') }) } })
const call = (id: string, time: string) => ({ id, source: 'edge', type: 'api.call', subject: 'acme', time: `${time}:00Z`, data: {} })

/** The timeline that docs/explanation/lateness.md draws, hour by hour. */
it('the worked timeline of the page on lateness', async () => {
  let now = '2026-10-14T00:00'
  const clock = { now: () => `${now}:00.000000Z` }
  const billing = createBilling({
    catalog,
    storage: memory(),
    clock,
    // #region policy
    lateness: { meters: { calls: { watermark: { kind: 'source', sources: ['api', 'edge'], deadline: 'P1D' }, grace: 'PT1H' } } },
    // #endregion policy
  })
  const scope = { account: 'acme', period: '2026-10-14' } as const
  const at = (time: string) => { now = `2026-10-${time}` }
  const complete = (source: string, upTo: string) => billing.windows.complete({ source, upTo: `2026-10-${upTo}:00Z` })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'daily', from: '2026-10-14', zone: 'UTC' })

  at('14T18:00')
  await complete('api', '14T18:00')
  await complete('edge', '14T18:00')
  at('15T03:00')
  await complete('api', '15T03:00')
  expect((await failureIn(() => billing.usage.seal(scope)))?.message).toContain('calls waits for "edge", which is complete up to 2026-10-14T18:00:00.000000Z')
  at('15T04:00')
  await billing.events.ingest([call('e1', '2026-10-14T20:00')])

  // #region seal
  at('15T05:00')
  await complete('edge', '15T01:00')
  const { sealed } = await billing.windows.sealDue()
  expect(sealed).toMatchObject([{ subscription: 'acme', from: '2026-10-14T00:00:00.000000Z', revision: 0 }])
  // #endregion seal
  const [first] = await billing.usage.seal(scope)
  expect(first).toMatchObject({ waits: [{ watermark: '2026-10-15T01:00:00.000000Z', slowest: { source: 'edge' } }], buckets: [{ quantity: '1' }] })

  at('15T07:00')
  expect((await billing.events.ingest([call('e2', '2026-10-14T22:30')])).late).toEqual([0])
  at('15T09:00')
  const invoice = await billing.invoices.issue({ key: 'acme/14', ...scope })
  expect(invoice.totals.payable).toBe('0.02')
  expect(await billing.usage.seal(scope)).toMatchObject([{ revision: 1 }])

  at('15T11:00')
  expect((await billing.events.ingest([call('e3', '2026-10-14T17:00')])).late).toEqual([0])
  expect((await billing.windows.rewind({ account: 'acme', from: '2026-10-14' })).map(({ revision, outcome }) => [revision, outcome])).toEqual([[1, 'same']])
  expect((await billing.invoices.get(invoice.id))?.totals.payable).toBe('0.02')
})
