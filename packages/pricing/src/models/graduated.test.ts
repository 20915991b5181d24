import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import type { GraduatedPrice } from './graduated.js'
import { ratePrice } from './rate-price.js'

/** A price of these tiers as it might come from a file. */
const graduated = (tiers: readonly object[]) => checkPrice({ model: 'graduated', tiers }, 'price')

const calls: GraduatedPrice = {
  model: 'graduated',
  tiers: [
    { upTo: '10', unit: '2', flat: '5' },
    { upTo: '100', unit: '1.5', flat: '3' },
    { unit: '0.25' },
  ],
}

describe('graduated', () => {
  it.each([
    // quantity, amount, [tier, quantity, unit, flat, amount] …
    ['0', '0', [['0', '2', '0', '0']]],
    ['0.5', '6', [['0.5', '2', '5', '6']]],
    ['10', '25', [['10', '2', '5', '25']]],
    ['10.000001', '28.0000015', [['10', '2', '5', '25'], ['0.000001', '1.5', '3', '3.0000015']]],
    ['11', '29.5', [['10', '2', '5', '25'], ['1', '1.5', '3', '4.5']]],
    ['100', '163', [['10', '2', '5', '25'], ['90', '1.5', '3', '138']]],
    ['104', '164', [['10', '2', '5', '25'], ['90', '1.5', '3', '138'], ['4', '0.25', '0', '1']]],
    ['31/3', '28.5', [['10', '2', '5', '25'], ['1/3', '1.5', '3', '3.5']]],
  ] as const)('%s units cost %s', (quantity, amount, parts) => {
    const rated = ratePrice(calls, quantity)
    expect(rated.amount).toBe(amount)
    expect(rated.parts.map((part) => [part.quantity, part.unit, part.flat, part.amount])).toEqual(parts)
    expect(rated.parts.map((part) => [part.tier, part.label])).toEqual(parts.map((_, index) => [index + 1, `Tier ${index + 1}`]))
  })

  it('charges the first flat fee at zero usage when asked to', () => {
    expect(ratePrice({ ...calls, zeroQuantity: 'first_tier_flat' }, '0')).toEqual({
      amount: '5',
      parts: [{ label: 'Tier 1', tier: 1, quantity: '0', unit: '2', flat: '5', amount: '5' }],
    })
    expect(ratePrice({ ...calls, zeroQuantity: 'nothing' }, '0').amount).toBe('0')
  })

  it('caps a tier, its flat fee included', () => {
    const capped: GraduatedPrice = { model: 'graduated', tiers: [{ upTo: '10', unit: '2', flat: '5', cap: '21' }, { unit: '1' }] }
    expect(ratePrice(capped, '8')).toMatchObject({ amount: '21', parts: [{ label: 'Tier 1', amount: '21' }] })
    expect(ratePrice(capped, '12')).toMatchObject({
      amount: '23',
      parts: [{ label: 'Tier 1, capped', quantity: '10', unit: '0', flat: '21', amount: '21' }, { label: 'Tier 2', amount: '2' }],
    })
  })

  it('prices blocks within each tier', () => {
    const blocks: GraduatedPrice = { model: 'graduated', tiers: [{ upTo: '25', unit: '1', per: '10' }, { unit: '3', per: '4' }] }
    const counted = (price: GraduatedPrice) => ratePrice(price, '30').parts.map((part) => [part.quantity, part.counted, part.amount])
    expect(counted(blocks)).toEqual([['25', '2.5', '2.5'], ['5', '1.25', '3.75']])
    expect(counted({ ...blocks, blocks: 'started' })).toEqual([['25', '3', '3'], ['5', '2', '6']])
  })

  it('refuses a negative quantity', () => {
    expect(() => ratePrice(calls, '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative', field: 'quantity' }))
  })

  it('refuses a quantity that is not exact', () => {
    expect(() => ratePrice(calls, '1e3')).toThrow(expect.objectContaining({ code: 'decimal.malformed' }))
  })
})

describe('tiers (R-PLANVALID)', () => {
  const increasing = 'price.tiers_not_increasing'
  it.each([
    ['a bound below the one before', [{ upTo: '10', unit: '1' }, { upTo: '9', unit: '1' }, { unit: '1' }], increasing, 'price.tiers[1].upTo'],
    ['a bound equal to the one before', [{ upTo: '10', unit: '1' }, { upTo: '10.0', unit: '1' }, { unit: '1' }], increasing, 'price.tiers[1].upTo'],
    ['a bound that is larger only as text', [{ upTo: '10', unit: '1' }, { upTo: '9', unit: '1' }, { unit: '1' }], increasing, 'price.tiers[1].upTo'],
    ['a first bound of zero', [{ upTo: '0', unit: '1' }, { unit: '1' }], increasing, 'price.tiers[0].upTo'],
    ['a negative bound', [{ upTo: '-5', unit: '1' }, { unit: '1' }], increasing, 'price.tiers[0].upTo'],
    ['an open tier in the middle', [{ upTo: '10', unit: '1' }, { unit: '1' }, { unit: '2' }], increasing, 'price.tiers[1].upTo'],
    ['a last tier with a bound', [{ upTo: '10', unit: '1' }, { upTo: '20', unit: '2' }], increasing, 'price.tiers[1].upTo'],
    ['a block of 0 units', [{ unit: '1', per: '0' }], 'price.invalid', 'price.tiers[0].per'],
    ['a negative cap', [{ unit: '1', cap: '-1' }], 'price.invalid', 'price.tiers[0].cap'],
    ['no tier', [], 'catalog.malformed', 'price.tiers'],
    ['more than 1,000 tiers', Array.from({ length: 1_001 }, () => ({ unit: '1' })), 'catalog.malformed', 'price.tiers'],
    ['a unit price that is a number', [{ unit: 0.1 }], 'decimal.malformed', 'price.tiers[0].unit'],
    ['a unit price with an exponent', [{ unit: '1e-7' }], 'decimal.malformed', 'price.tiers[0].unit'],
    ['a bound with an exponent', [{ upTo: '1e6', unit: '1' }, { unit: '0' }], 'decimal.malformed', 'price.tiers[0].upTo'],
  ] as const)('%s is refused', (_, tiers, code, field) => {
    expect(() => graduated(tiers)).toThrow(expect.objectContaining({ code, field }))
  })

  it('names the tier and both bounds, for programs and for people', () => {
    expect(() => graduated([{ upTo: '1000', unit: '1' }, { upTo: '200', unit: '1' }, { unit: '1' }])).toThrow(
      expect.objectContaining({
        facts: { tier: 2, upTo: '200', lower: '1000' },
        message: 'price.tiers[1].upTo is 200, which is not above 1000 (rule: tier bounds strictly increase from above 0, and the last tier is open and no other)',
      }),
    )
  })

  it('refuses a misspelt key instead of ignoring it', () => {
    expect(() => graduated([{ upto: '10', unit: '1' }, { unit: '1' }])).toThrow(
      expect.objectContaining({ code: 'catalog.malformed', field: 'price.tiers[0].upto' }),
    )
  })

  it('brings decimals into canonical form', () => {
    expect(graduated([{ upTo: '10.00', unit: '0.50', flat: '00.0' }, { unit: '1.0' }])).toEqual({
      model: 'graduated',
      tiers: [{ upTo: '10', unit: '0.5', flat: '0' }, { unit: '1' }],
    })
  })
})
