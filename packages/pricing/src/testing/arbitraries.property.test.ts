import fc from 'fast-check'
import { periodAt } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { billingGridOf } from '../catalog/billing-grid.js'
import { checkPlan, plan } from '../catalog/plan.js'
import { flat } from '../catalog/price-constructors.js'
import { publishPlan } from '../catalog/publish-plan.js'
import { checkSubscription } from '../catalog/subscription.js'
import { checkPrice } from '../models/check-price.js'
import { checkUsage } from '../rating/check-usage.js'
import { arbitraryContractPeriod, arbitraryLimitSteps, arbitraryPlan, arbitrarySubscription, arbitraryUsage } from './index.js'

const runs = { numRuns: 1000 }
const version = publishPlan('basic', plan({ currency: 'EUR', every: 'month' }, { base: flat('9') }))
const within = { from: '2026-10-14T09:07:00.000001Z', to: '2026-10-31T23:00:00.000000Z' }

/** What all samples have together. */
function seen<T, V>(arbitrary: fc.Arbitrary<T>, values: (sample: T) => readonly V[]): ReadonlySet<V> {
  return new Set(fc.sample(arbitrary, { numRuns: 500, seed: 3 }).flatMap(values))
}

describe('arbitraries give what the library reads, in canonical form', () => {
  it('plans, of every model that usage alone can be rated by', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (written) => {
        expect(checkPlan(written, '')).toStrictEqual(written)
      }),
      runs,
    )
    const models = seen(arbitraryPlan(), ({ components }) => Object.values(components).map(({ price }) => price.model))
    expect([...models].sort()).toStrictEqual(['bucket', 'fixed_fmv', 'flat', 'graduated', 'graduated_percentage', 'matrix', 'package', 'per_unit', 'stairstep', 'volume'])
  })

  it('steps with limits', () => {
    fc.assert(
      fc.property(arbitraryLimitSteps(), (price) => {
        expect(checkPrice(price, '')).toStrictEqual(price)
      }),
      runs,
    )
  })

  it('subscriptions, that start inside a period of theirs', () => {
    fc.assert(
      fc.property(arbitrarySubscription({ planVersion: version }), (subscription) => {
        expect(checkSubscription(subscription)).toStrictEqual(subscription)
        expect(subscription.planVersion).toBe(version.version)
        const { from, to } = periodAt(billingGridOf(subscription, version.content), subscription.from)
        expect(from <= subscription.from && subscription.from < to).toBe(true)
      }),
      runs,
    )
    const given = seen(arbitrarySubscription(), (subscription) => Object.keys(subscription))
    expect([...given]).toEqual(expect.arrayContaining(['to', 'subjects', 'anchorDay']))
    expect(seen(arbitrarySubscription(), ({ account }) => [account])).toContain('reseller')
  })

  it('contracts of a plan version, and periods that they run through', () => {
    fc.assert(
      fc.property(arbitraryContractPeriod({ planVersion: version, whole: true }), ({ contract: { subscription, planVersion }, period }) => {
        expect(planVersion).toBe(version)
        expect(subscription.from <= period.from && subscription.to === undefined).toBe(true)
      }),
      runs,
    )
  })

  it('usage of the meters asked for, that lies inside and never overlaps', () => {
    const meters = { storage: ['region'] }
    fc.assert(
      fc.property(arbitraryUsage({ subscription: 'acme/1', within, meters }), (usage) => {
        checkUsage(usage, 'acme/1', within)
        for (const { meter, dimensions } of usage) expect([meter, Object.keys(dimensions)]).toStrictEqual(['storage', ['region']])
      }),
      runs,
    )
    expect(seen(arbitraryUsage({ subscription: 'acme/1', within }), (usage) => usage.map(({ meter }) => meter))).toStrictEqual(new Set(['tokens', 'requests']))
  })
})
