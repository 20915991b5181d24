import type { UsageBucket } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { plan } from '../catalog/plan.js'
import { flat, graduated, perUnit } from '../catalog/price-constructors.js'
import { publishPlan } from '../catalog/publish-plan.js'
import type { Subscription } from '../catalog/subscription.js'
import { rate, type RatingInput } from './rate.js'

const october = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }
const version = publishPlan('pro', plan({ currency: 'EUR', every: 'month' }, {
  tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]),
  base: flat('49.00', { billing: 'advance', label: 'Base fee', product: 'api' }),
}))
const subscription: Subscription = {
  id: 'acme', account: 'acme', plan: 'pro', planVersion: version.version, zone: 'Europe/Berlin', anchor: '2026-10-01', from: october.from,
}

function used(quantity: `${number}`, others: Partial<UsageBucket> = {}): UsageBucket {
  return {
    ...october, subscription: 'acme', meter: 'tokens', dimensions: {}, quantity, events: 1, evidence: 'e'.repeat(64), aggregation: 'sum', state: quantity, ...others,
  }
}

function october2026(others: Partial<RatingInput> = {}): RatingInput {
  return {
    contract: { tenant: 'seller', side: 'retail', subscription, planVersion: version },
    facts: { usage: [used('1400000')] },
    carryIn: {},
    period: october,
    knownAt: { cut: '7', at: '2026-11-02T00:00:00.000000Z' },
    ...others,
  }
}

/** The period rated under another plan. */
function under(components: Parameters<typeof plan>[1], others: Partial<RatingInput> = {}): RatingInput {
  const planVersion = publishPlan('pro', plan({ currency: 'EUR', every: 'month' }, components) as Parameters<typeof publishPlan>[1])
  return october2026({ contract: { tenant: 'seller', side: 'retail', subscription, planVersion }, ...others })
}

describe('rate', () => {
  it('charges a fee and usage, each with its trail', () => {
    const { charges, carryOut, unrated, knownAt } = rate(october2026())
    expect(charges).toMatchObject([
      {
        component: 'base', label: 'Base fee', product: 'api', billing: 'advance', model: 'flat@1', quantity: '1', amount: '49', currency: 'EUR',
        side: 'retail', subscription: 'acme', plan: 'pro', planVersion: version.version, dimensions: {}, ...october,
        trail: [{ label: 'Flat fee', quantity: '1', unit: '49', flat: '0', amount: '49' }],
      },
      {
        component: 'tokens', meter: 'tokens', billing: 'arrears', model: 'graduated@1', quantity: '1400000', amount: '1',
        trail: [
          { label: 'Tier 1', tier: 1, quantity: '1000000', unit: '0', flat: '0', amount: '0' },
          { label: 'Tier 2', tier: 2, quantity: '400000', unit: '0.0000025', flat: '0', amount: '1' },
        ],
      },
    ])
    expect(charges[0]).not.toHaveProperty('meter')
    expect(charges[1]).not.toHaveProperty('label')
    expect({ carryOut, unrated, knownAt }).toEqual({ carryOut: {}, unrated: [], knownAt: { cut: '7', at: '2026-11-02T00:00:00.000000Z' } })
  })

  it('charges zero usage with quantity 0', () => {
    expect(rate(october2026({ facts: { usage: [] } })).charges[1]).toMatchObject({ component: 'tokens', quantity: '0', amount: '0' })
  })

  it('hands carry on', () => {
    expect(rate(october2026({ carryIn: { tokens: { rollover: '5' } } })).carryOut).toEqual({ tokens: { rollover: '5' } })
  })

  it('names usage that no component prices', () => {
    const scans = used('3', { meter: 'scans' })
    expect(rate(october2026({ facts: { usage: [scans] } })).unrated).toEqual([scans])
  })
})

describe('groups', () => {
  const byModel = { tokens: perUnit('tokens', '0.5', { by: ['model'] }) }
  const usage = [
    used('3', { dimensions: { model: 'small', region: 'eu' } }),
    used('2', { dimensions: { model: 'large', region: 'us' } }),
    used('1', { dimensions: { model: 'large', region: 'eu' } }),
    used('7', { dimensions: { model: null, region: 'eu' } }),
  ]

  it('are priced apart by the dimensions of the component and merged over the others', () => {
    const charges = rate(under(byModel, { facts: { usage } })).charges
    expect(charges.map(({ dimensions, quantity, amount }) => [dimensions, quantity, amount])).toEqual([
      [{ model: 'large' }, '3', '1.5'],
      [{ model: 'small' }, '3', '1.5'],
      [{ model: null }, '7', '3.5'],
    ])
    expect(new Set(charges.map((charge) => charge.chargeKey)).size).toBe(3)
  })

  it('do not exist without usage', () => {
    expect(rate(under(byModel, { facts: { usage: [] } })).charges).toEqual([])
  })

  it('do not depend on the order of usage', () => {
    expect(rate(under(byModel, { facts: { usage: usage.toReversed() } }))).toEqual(rate(under(byModel, { facts: { usage } })))
  })

  it('let one meter be priced by several components', () => {
    const charges = rate(under({ inference: perUnit('tokens', '1'), surcharge: perUnit('tokens', '0.1') })).charges
    expect(charges.map(({ component, amount }) => [component, amount])).toEqual([['inference', '1400000'], ['surcharge', '140000']])
  })
})

describe('a partial period', () => {
  const lateStart = { ...subscription, from: '2026-10-14T22:00:00.000000Z' }
  const usage = [used('10', { from: lateStart.from })]

  it.each([
    ['by its share of the time', flat('49', { proration: 'time' }), '17/31', '833/31'],
    ['by its share of the time unless told otherwise', flat('49'), '17/31', '833/31'],
    ['in full when asked to', flat('49', { proration: 'none' }), '1', '49'],
  ] as const)('charges a flat fee %s', (_, base, quantity, amount) => {
    const period = { from: october.from, to: '2026-10-31T22:00:00.000000Z' }
    const input = under({ base }, { facts: { usage: [] }, period })
    const [charge] = rate({ ...input, contract: { ...input.contract, subscription: lateStart } }).charges
    expect(charge).toMatchObject({ quantity, amount, from: lateStart.from, to: period.to })
  })

  it('ends with its subscription', () => {
    const ended = { ...subscription, to: '2026-10-14T22:00:00.000000Z' }
    const input = october2026({ facts: { usage: [used('10', { to: ended.to })] } })
    const charges = rate({ ...input, contract: { ...input.contract, subscription: ended } }).charges
    expect(charges.map(({ quantity, from, to }) => [quantity, from, to])).toEqual([
      ['336/745', october.from, ended.to],
      ['10', october.from, ended.to],
    ])
  })

  it('has no charges before the start and after the end', () => {
    const ended = { ...subscription, from: '2026-01-01T00:00:00.000000Z', to: october.from }
    const input = october2026({ facts: { usage: [] } })
    expect(rate({ ...input, contract: { ...input.contract, subscription: ended } }).charges).toEqual([])
  })

  it('takes usage of its own part only', () => {
    const input = october2026({ facts: { usage } })
    expect(rate({ ...input, contract: { ...input.contract, subscription: lateStart } }).charges[1]?.quantity).toBe('10')
  })
})

describe('usage that is refused', () => {
  it.each([
    ['of another subscription', [used('1', { subscription: 'other' })], 'rating.usage_outside', 'usage[0].subscription'],
    ['from before the period', [used('1'), used('1', { from: '2026-09-30T21:45:00.000000Z', dimensions: { a: 'b' } })], 'rating.usage_outside', 'usage[1]'],
    ['until after the period', [used('1', { to: '2026-10-31T23:15:00.000000Z' })], 'rating.usage_outside', 'usage[0]'],
    ['counted twice', [used('1'), used('1')], 'rating.usage_overlaps', 'usage[1]'],
    ['in overlapping windows', [used('1', { from: '2026-10-02T00:00:00.000000Z' }), used('1', { to: '2026-10-02T00:15:00.000000Z' })], 'rating.usage_overlaps', 'usage[0]'],
  ] as const)('usage %s', (_, usage, code, field) => {
    expect(() => rate(october2026({ facts: { usage } }))).toThrow(expect.objectContaining({ code, field }))
  })

  it('usage while the subscription does not run', () => {
    const input = october2026()
    const later = { ...subscription, from: '2027-01-01T00:00:00.000000Z' }
    expect(() => rate({ ...input, contract: { ...input.contract, subscription: later } })).toThrow(
      expect.objectContaining({ code: 'rating.usage_outside', field: 'usage[0]' }),
    )
  })

  it('more than a million buckets', () => {
    const usage = Array<UsageBucket>(1_000_001).fill(used('1'))
    expect(() => rate(october2026({ facts: { usage } }))).toThrow(expect.objectContaining({ code: 'rating.too_large', field: 'usage' }))
  })

  it('a period that ends before it starts', () => {
    expect(() => rate(october2026({ period: { from: october.to, to: october.from } }))).toThrow(
      expect.objectContaining({ code: 'period.ends_before_start' }),
    )
  })
})

describe('keys', () => {
  const keysOf = (input: RatingInput) => rate(input).charges.map(({ chargeKey, ratingKey }) => ({ chargeKey, ratingKey }))
  const [base, tokens] = keysOf(october2026())

  it('do not depend on when and by what cut something was known', () => {
    expect(keysOf(october2026({ knownAt: { cut: '8', at: '2027-01-01T00:00:00.000000Z' } }))).toEqual([base, tokens])
  })

  it('do not depend on a part of the subscription that the period does not see', () => {
    const input = october2026()
    const ending = { ...subscription, to: '2026-12-31T23:00:00.000000Z', subjects: ['acme', 'acme-eu'] }
    expect(keysOf({ ...input, contract: { ...input.contract, subscription: ending } })).toEqual([base, tokens])
  })

  it('keep identity and change content with the usage', () => {
    const [sameBase, more] = keysOf(october2026({ facts: { usage: [used('1400001')] } }))
    expect(sameBase).toEqual(base)
    expect(more?.chargeKey).toBe(tokens?.chargeKey)
    expect(more?.ratingKey).not.toBe(tokens?.ratingKey)
  })

  it('do not depend on the grid that usage comes on, nor on which events make the same quantity', () => {
    const middle = '2026-10-14T09:00:00.000000Z'
    const halves = [used('900000', { from: middle, evidence: 'f'.repeat(64) }), used('500000', { to: middle, events: 3 })]
    expect(keysOf(october2026({ facts: { usage: halves } }))).toEqual([base, tokens])
  })

  it('keep identity and change content with price and carry', () => {
    const dearer = under({ base: flat('50'), tokens: perUnit('tokens', '1') })
    for (const other of [keysOf(dearer), keysOf(october2026({ carryIn: { a: '1' } }))]) {
      expect(other.map((keys) => keys.chargeKey)).toEqual([base?.chargeKey, tokens?.chargeKey])
      expect(other[0]?.ratingKey).not.toBe(base?.ratingKey)
      expect(other[1]?.ratingKey).not.toBe(tokens?.ratingKey)
    }
  })

  it.each([
    ['tenant', { tenant: 'other' }],
    ['side', { side: 'wholesale' }],
    ['subscription', { subscription: { ...subscription, id: 'acme/2' } }],
    ['rate card', { planVersion: { ...version, plan: 'enterprise' } }],
    ['billed part of the period', { subscription: { ...subscription, to: '2026-10-31T22:00:00.000000Z' } }],
  ] as const)('change identity with the %s', (_, change) => {
    const input = october2026({ facts: { usage: [] } })
    const others = keysOf({ ...input, contract: { ...input.contract, ...change } })
    expect(others.map((keys) => keys.chargeKey)).not.toContain(base?.chargeKey)
    expect(others.map((keys) => keys.chargeKey)).not.toContain(tokens?.chargeKey)
  })
})
