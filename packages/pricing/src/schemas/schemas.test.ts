import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { z } from 'zod'
import { checkCatalog } from '../catalog/check-catalog.js'
import { publishPlan } from '../catalog/publish-plan.js'
import { checkSubscription } from '../catalog/subscription.js'
import { rate } from '../rating/rate.js'
import { arbitraryPlan } from '../testing/arbitrary-plans.js'
import { arbitraryPrice } from '../testing/arbitrary-prices.js'
import { arbitraryRatingInput } from '../testing/arbitrary-rating.js'
import {
  bundleSchema,
  catalogSchema,
  chargeSchema,
  componentSchema,
  phaseSchema,
  planSchema,
  planVersionSchema,
  priceSchema,
  productSchema,
  subscriptionChangeSchema,
  subscriptionSchema,
} from './index.js'

const subscription = {
  id: 'acme/1', account: 'acme', plan: 'pro', planVersion: 'a'.repeat(64), zone: 'Europe/Berlin', anchor: '2026-01-31', from: '2026-01-30T23:00:00.000000Z',
}
const catalog = checkCatalog(JSON.parse(`{
  "meters": { "tokens": { "event": "llm.tokens", "aggregation": "sum", "value": "count", "by": ["model"] } },
  "products": { "__proto__": { "name": "API", "external": { "__proto__": "42" } } },
  "priceBooks": { "standard": { "currency": "EUR", "prices": { "tokens": { "price": { "model": "per_unit", "unit": "0.01" }, "meter": "tokens" } } } },
  "plans": { "__proto__": { "currency": "EUR", "every": "month", "components": { "__proto__": { "book": "standard", "entry": "tokens", "by": ["model"] } } } }
}`))

describe('a schema accepts what the library makes, and gives it back unchanged', () => {
  it('prices and plans', () => {
    fc.assert(
      fc.property(arbitraryPrice(), arbitraryPlan(), (price, plan) => {
        expect(priceSchema.parse(price)).toStrictEqual(price)
        expect(planSchema.parse(plan)).toStrictEqual(plan)
      }),
      { numRuns: 1000 },
    )
  })

  it('contracts and charges', () => {
    fc.assert(
      fc.property(arbitraryRatingInput(), (input) => {
        expect(subscriptionSchema.parse(input.contract.subscription)).toStrictEqual(input.contract.subscription)
        expect(planVersionSchema.parse(input.contract.planVersion)).toStrictEqual(input.contract.planVersion)
        for (const charge of rate(input).charges) expect(chargeSchema.parse(charge)).toStrictEqual(charge)
      }),
      { numRuns: 1000 },
    )
  })

  it('subscriptions with all kinds of changes, phases and bundles', () => {
    const decided = { at: '2026-03-01T00:00:00.000000Z', decidedAt: '2026-02-20T00:00:00.000000Z' }
    const planVersion = 'b'.repeat(64)
    const changed = checkSubscription({
      ...subscription,
      wholesale: { account: 'reseller', plan: 'partner', planVersion },
      to: '2026-09-01T00:00:00.000000Z',
      changes: [
        { kind: 'plan', id: '1', ...decided, plan: 'team', planVersion, phases: 'skipped' },
        { kind: 'pause', id: '2', ...decided, to: '2026-04-01T00:00:00Z', usage: 'billed' },
        { kind: 'resume', id: '3', ...decided, at: '2026-03-15T00:00:00Z' },
        { kind: 'add_on', id: '4', ...decided, addOn: 'disk', plan: 'storage', planVersion, quantity: '2.0', side: 'wholesale' },
        { kind: 'override', id: '5', ...decided, component: '__proto__', price: { model: 'flat', amount: '4.50' } },
        { kind: 'withdraw', id: '6', ...decided, change: '1' },
        { kind: 'cancel', id: '7', ...decided, at: '2026-09-01T00:00:00Z' },
      ],
    })
    expect(subscriptionSchema.parse(changed)).toStrictEqual(changed)
    expect(changed.changes?.map((change) => subscriptionChangeSchema.parse(change))).toStrictEqual(changed.changes)
    const phase = { name: 'trial', lasts: { periods: 1 }, factor: '0.5', prices: { base: { model: 'flat', amount: '1' } } } as const
    expect(phaseSchema.parse(phase)).toStrictEqual(phase)
    const bundle = { name: 'Office', plans: ['mail', 'disk'], rate: '80', products: ['mail'], values: { 'mail.seats': '60' } } as const
    expect(bundleSchema.parse(bundle)).toStrictEqual(bundle)
  })

  it('catalogues, also with awkward names', () => {
    expect(JSON.stringify(catalogSchema.parse(catalog))).toBe(JSON.stringify(catalog))
    expect(JSON.stringify(catalog)).toContain('"plans":{"__proto__":')
  })
})

describe('and refuses the rest', () => {
  const flat = { price: { model: 'flat', amount: '1' } }
  const twice = { kind: 'pause', id: '1', at: '2026-03-01T00:00:00.000000Z', decidedAt: '2026-03-01T00:00:00.000000Z' }
  const version = publishPlan('pro', { currency: 'EUR', every: { unit: 'month', count: 1 }, components: {} })

  test.each<[z.ZodType, unknown, message: string]>([
    [priceSchema, { model: 'flat', amount: '49.00' }, 'canonical'],
    [priceSchema, { model: 'flat', amount: 49 }, 'Invalid input'],
    [priceSchema, { model: 'graduated', tiers: [] }, 'not 1 to 1000'],
    [priceSchema, { model: 'graduated', tiers: [{ upTo: '2', unit: '1' }, { upTo: '1', unit: '1' }, { unit: '1' }] }, 'not above 2'],
    [componentSchema, { ...flat, meter: 'tokens' }, 'reads no meter'],
    [componentSchema, { ...flat, label: undefined }, 'label'],
    [planSchema, { ...version.content, components: { base: { ...flat, lable: 'Base' } } }, 'lable'],
    [planSchema, { ...version.content, components: { '': flat } }, 'an identifier is not empty'],
    [planSchema, { ...version.content, components: [] }, 'not a record'],
    [planSchema, { ...version.content, currency: 'EUX' }, 'ISO 4217'],
    [planVersionSchema, { ...version, version: 'latest' }, 'hexadecimal'],
    [productSchema, { name: 'API', external: { quickbooks: 42 } }, 'expected string'],
    [subscriptionSchema, { ...subscription, to: subscription.from }, 'not after its start'],
    [subscriptionSchema, { ...subscription, from: '2026-01-30T23:00:00Z' }, 'canonical'],
    [subscriptionSchema, { ...subscription, changes: [] }, 'Too small'],
    [subscriptionSchema, { ...subscription, changes: [twice, { ...twice, id: '2' }] }, 'changes pause too'],
    [subscriptionChangeSchema, { ...twice, to: twice.at }, 'not after its start'],
    [subscriptionChangeSchema, { ...twice, kind: 'upgrade' }, 'discriminator'],
    [phaseSchema, { name: 'trial', lasts: { unit: 'hour', count: 1 } }, 'Invalid input'],
    [bundleSchema, { name: 'Office', plans: [] }, 'Too small'],
    [catalogSchema, { ...catalog, meters: {} }, 'names the meter'],
  ])('%#', (schema, value, message) => {
    expect(schema.safeParse(value).error?.message ?? 'accepted').toContain(message)
  })
})
