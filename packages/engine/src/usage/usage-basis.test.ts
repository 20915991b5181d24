import { memory } from '@farthing/adapters-memory'
import { sum } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import { expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'

it('a meter that is called otherwise measures the same: a seal of before is taken as it stands', async () => {
  const storage = memory()
  const billingWith = (names: object) =>
    createBilling({
      catalog: defineCatalog({ meters: { scans: sum({ event: 'ocr.scan', value: 'quantity', ...names }) }, plans: { pro: plan({ currency: 'EUR', every: 'month' }, { scans: perUnit('scans', '1') }) } }),
      storage,
      clock: fixedClock('2026-12-02T00:00:00Z'),
    })
  const before = billingWith({})
  await before.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-11-01', zone: 'UTC' })
  const [sealed] = await before.usage.seal({ account: 'acme', period: '2026-11' })
  const [named] = await billingWith({ displayName: 'OCR scans', unit: 'scan' }).usage.seal({ account: 'acme', period: '2026-11' })
  expect(named?.basis).toBe(sealed?.basis)
  const [other] = await billingWith({ negative: 'allowed' }).usage.seal({ account: 'acme', period: '2026-11' })
  expect(other?.basis).not.toBe(sealed?.basis)
})
