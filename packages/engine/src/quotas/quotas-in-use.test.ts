import { memory } from '@farthing/adapters-memory'
import { sum } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import { expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { failureIn } from '../test/sample-billing.js'

// #region catalog
const catalog = defineCatalog({
  meters: { ocr_scan: sum({ event: 'ocr.scan', value: 'quantity', displayName: 'OCR scans', unit: 'scan' }) },
  plans: { team: plan({ currency: 'EUR', every: 'month' }, { base: flat('49'), ocr_scan: perUnit('ocr_scan', '0.10') }) },
})
// #endregion catalog

/** Acme, on `team` from November on. */
async function team() {
  const clock = { at: '2026-11-16T00:00:00.000000Z', now: () => clock.at }
  const billing = createBilling({ catalog, storage: memory(), clock })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'team', from: '2026-11-01', zone: 'UTC' })
  const track = (id: string, quantity: string) => billing.events.ingestOrThrow([{ id, source: 'app', type: 'ocr.scan', subject: 'acme', time: '2026-11-05T00:00:00Z', data: { quantity } }])
  return { billing, clock, track }
}

it('an included quantity and a price', async () => {
  const { billing, track } = await team()
  await track('1', '75')
  // #region configure
  await billing.quotas.configure({ key: 'acme/ocr', account: 'acme', feature: 'ocr_scan', includedQuantity: '50', pricePerUnitMinor: '5' })

  const { features, totalOverage } = await billing.usage.summary({ account: 'acme', features: ['ocr_scan'] })
  // 75 scans, 50 of them included: 25 cost 0.05 each
  expect(features).toMatchObject([{ displayName: 'OCR scans', used: '75', included: '50', overage: '25', cost: { amount: '1.25', currency: 'EUR' } }])
  expect(totalOverage).toEqual([{ amount: '1.25', currency: 'EUR' }])
  // #endregion configure

  // #region check
  const { hasQuota, remaining, resetsAt } = await billing.quotas.check({ account: 'acme', feature: 'ocr.scan', maxAgeMs: 30_000 })
  expect({ hasQuota, remaining, resetsAt }).toEqual({ hasQuota: false, remaining: '0', resetsAt: '2026-12-01T00:00:00.000000Z' })
  // #endregion check

  // #region people
  const estimate = await billing.usage.estimate({ account: 'acme' })
  expect(estimate.projected).toEqual([{ amount: '5', currency: 'EUR' }]) // 150 scans by the end of the month

  const { series } = await billing.usage.series({ account: 'acme', feature: 'ocr_scan', every: 'day' })
  expect(series[0]?.points[4]).toMatchObject({ from: '2026-11-05T00:00:00.000000Z', quantity: '75' })

  const history = await billing.usage.history({ account: 'acme', limit: 12, costs: true })
  expect(history[0]?.costs?.[0]?.cost.amount).toBe('1.25')
  // #endregion people
})

it('units that are set aside before they are used', async () => {
  const { billing } = await team()
  await billing.quotas.configure({ key: 'acme/ocr', account: 'acme', feature: 'ocr_scan', includedQuantity: '50', pricePerUnitMinor: '5' })
  // #region reserve
  const pages = { account: 'acme', feature: 'ocr_scan', quantity: '40', expiresAt: '2026-11-16T00:10:00Z' } as const
  await billing.quotas.reserve({ key: 'job 1', ...pages })
  expect(await failureIn(() => billing.quotas.reserve({ key: 'job 2', ...pages }))).toMatchObject({ code: 'quota.exceeded', facts: { remaining: '10' } })

  // The job read 32 pages: they count as used from now on, and 8 are free again.
  await billing.quotas.commit({ key: 'job 1 done', reservation: 'job 1', quantity: '32' })
  expect(await billing.quotas.check({ account: 'acme', feature: 'ocr_scan' })).toMatchObject({ used: '32', reserved: '0', remaining: '18' })

  // Beyond what is included, for 2.00 at most, all that is set aside together: 22 cost 0.05.
  expect(await billing.quotas.reserve({ key: 'job 2', ...pages, maxCost: { amount: '2', currency: 'EUR' } })).toMatchObject({ costAtMost: '1.1' })
  // #endregion reserve
})

it('a limit', async () => {
  const { billing, track } = await team()
  // #region limit
  await billing.quotas.configure({ key: 'acme/daily', account: 'acme', feature: 'ocr_scan', includedQuantity: '1000', resetPeriod: 'day' })
  // #endregion limit
  await track('1', '75')
  expect(await billing.quotas.check({ account: 'acme', feature: 'ocr_scan' })).toMatchObject({ kind: 'limit', used: '0', remaining: '1000', resetsAt: '2026-11-17T00:00:00.000000Z' })
})
