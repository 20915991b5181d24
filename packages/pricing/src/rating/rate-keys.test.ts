import { describe, expect, it } from 'vitest'
import { flat, perUnit } from '../catalog/price-constructors.js'
import { rate, type RatingInput } from './rate.js'
import { october, october2026, subscription, under, used, version } from './test/october.js'

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
    ['pieces', { pieces: [{ from: october.from, to: october.to, components: { base: flat('49.00') } }] }],
    ['when the account came to the plan', { startedAt: '2026-10-15T00:00:00.000000Z' }],
    ['whether another contract follows', { continues: true as const }],
  ])('keep identity and change content with the %s of a contract', (_, change) => {
    const input = october2026({ facts: { usage: [] } })
    const [other] = keysOf({ ...input, contract: { ...input.contract, ...change } })
    expect(other?.chargeKey).toBe(base?.chargeKey)
    expect(other?.ratingKey).not.toBe(base?.ratingKey)
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
