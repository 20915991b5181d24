import { describe, expect, it } from 'vitest'
import type { Price } from './price.js'
import { rateIncrement } from './rate-increment.js'

const seats: Price = {
  model: 'graduated',
  tiers: [{ upTo: '10', unit: '2', flat: '5' }, { upTo: '100', unit: '1.5', flat: '3' }, { unit: '0.25' }],
}

describe('rateIncrement', () => {
  it.each([
    // before, added, amount, [tier, quantity, flat, amount] …
    ['0', '4', '13', [[1, '4', '5', '13']]],
    ['4', '3', '6', [[1, '3', '0', '6']]],
    ['4', '8', '18', [[1, '6', '0', '12'], [2, '2', '3', '6']]],
    ['10', '1', '4.5', [[2, '1', '3', '4.5']]],
    ['100', '4', '1', [[3, '4', '0', '1']]],
    ['7', '0', '0', []],
    ['12', '-8', '-18', [[1, '-6', '0', '-12'], [2, '-2', '-3', '-6']]],
  ] as const)('after %s units, %s more cost %s', (before, added, amount, parts) => {
    const rated = rateIncrement(seats, { before, added })
    expect(rated.amount).toBe(amount)
    expect(rated.parts.map((part) => [part.tier, part.quantity, part.flat, part.amount])).toEqual(parts)
  })

  it('charges the first flat fee once, also when it is due at zero', () => {
    const price: Price = { ...seats, zeroQuantity: 'first_tier_flat' }
    expect(rateIncrement(price, { before: '0', added: '4' }).amount).toBe('8')
  })

  it('credits earlier units at their price where more make all cheaper', () => {
    const volume: Price = { model: 'volume', tiers: [{ upTo: '10', unit: '2' }, { unit: '1' }] }
    expect(rateIncrement(volume, { before: '10', added: '5' })).toMatchObject({
      amount: '-5',
      parts: [{ label: 'Tier 2', quantity: '15', amount: '15' }, { label: 'Tier 1', quantity: '-10', amount: '-20' }],
    })
  })

  it('counts only packages that were not billed', () => {
    const packages: Price = { model: 'package', size: '10', amount: '15' }
    expect(rateIncrement(packages, { before: '17', added: '5' })).toMatchObject({ amount: '15', parts: [{ quantity: '5', counted: '1', amount: '15' }] })
    expect(rateIncrement(packages, { before: '11', added: '5' })).toMatchObject({ amount: '0', parts: [{ quantity: '5', counted: '0', amount: '0' }] })
  })

  it('refuses to take back more than was billed', () => {
    expect(() => rateIncrement(seats, { before: '3', added: '-4' })).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
  })
})
