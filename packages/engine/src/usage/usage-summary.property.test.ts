import { addAll, compare } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { event, saasBilling, scans, tokens } from '../test/saas-billing.js'

const day = fc.integer({ min: 1, max: 9 }).map((date) => `0${date}`)
const quantity = fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 9_000 })).map((units) => `${units}`)
const anyEvent = fc.oneof(
  fc.tuple(quantity, day, fc.constantFrom('berlin', 'paris', undefined)).map(([units, on, office]) => () => scans(units, on, office)),
  fc.tuple(quantity, fc.constantFrom('large', 'small'), day).map(([units, model, on]) => () => tokens(units, model, on)),
  day.map((on) => () => event('mail.sent', on)),
  day.map((on) => () => event('api.call', on)),
)
const month = fc.record({
  plan: fc.constantFrom('saas' as const, 'pool' as const),
  rounding: fc.constantFrom({ mode: 'half-even', scope: 'perLine' } as const, { mode: 'up', scope: 'perTotal' } as const),
  events: fc.array(anyEvent, { maxLength: 12 }),
  quota: fc.option(fc.tuple(fc.constantFrom('now', '2026-11-04', undefined), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 70 })), { nil: undefined }),
})

async function lived({ plan, rounding, events, quota }: typeof month extends fc.Arbitrary<infer T> ? T : never) {
  const saas = await saasBilling({ plan, rounding })
  await saas.billing.events.ingestOrThrow(events.map((make) => make()))
  if (quota !== undefined) {
    const [at, included, price] = quota
    await saas.billing.quotas.configure({ key: 'q', account: 'acme', feature: 'scans', includedQuantity: `${included}`, pricePerUnitMinor: `${price}`, ...(at === undefined ? {} : { at }) })
  }
  return saas
}

// One run is a whole month of billing, with its invoice, and takes a tenth of a second: 10 runs each here.
describe('usage.summary', () => {
  it('costs what the lines of the invoice do that is issued as things stand, feature by feature', async () => {
    await fc.assert(
      fc.asyncProperty(month, async (given) => {
        const { billing, clock } = await lived(given)
        clock.at = '2026-12-01T00:00:00.000000Z'
        const { features, totalOverage } = await billing.usage.summary({ account: 'acme', period: '2026-11' })
        const { lines } = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-11' })
        for (const { feature, cost, exact, used, overage } of features) {
          const own = lines.filter(({ meter }) => meter === feature)
          expect([feature, cost.amount, exact, used]).toEqual([feature, addAll(own.map(({ amount }) => amount)), addAll(own.map((line) => line.exact)), addAll(own.map((line) => line.quantity))])
          expect(compare(overage, used)).toBeLessThanOrEqual(0)
          const { rows, unassigned } = await billing.usage.breakdown({ account: 'acme', period: '2026-11', feature, by: [] })
          expect(addAll([...rows, ...unassigned.map((rest) => ({ cost: rest }))].map((each) => each.cost.amount))).toBe(cost.amount)
        }
        expect(addAll(totalOverage.map(({ amount }) => amount))).toBe(addAll(lines.flatMap(({ meter, amount }) => (meter === undefined ? [] : [amount]))))
      }),
      { numRuns: 10 },
    )
  })

  it('costs no more after as many units as a check says are left, and more after the next one', async () => {
    await fc.assert(
      fc.asyncProperty(month, async (given) => {
        const { billing } = await lived(given)
        const total = async () => addAll((await billing.usage.summary({ account: 'acme' })).features.map(({ exact }) => exact))
        const { remaining } = await billing.quotas.check({ account: 'acme', feature: 'scans' })
        if (remaining === undefined) return
        const before = await total()
        await billing.events.ingestOrThrow([{ ...scans(remaining), time: '2026-11-10T00:00:00Z' }])
        expect(await total()).toBe(before)
        await billing.events.ingestOrThrow([{ ...scans('1'), time: '2026-11-10T00:00:00Z' }])
        expect(compare(await total(), before)).toBe(1)
      }),
      { numRuns: 10 },
    )
  })
})
