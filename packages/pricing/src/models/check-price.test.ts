import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'

describe('checkPrice', () => {
  it.each([
    [{ model: 'flat', amount: '49.00' }, { model: 'flat', amount: '49' }],
    [{ model: 'per_unit', unit: '-0.10' }, { model: 'per_unit', unit: '-0.1' }],
    [{ model: 'graduated', tiers: [{ unit: '1' }], zeroQuantity: undefined }, { model: 'graduated', tiers: [{ unit: '1' }] }],
  ])('reads %o in canonical form', (price, canonical) => {
    expect(checkPrice(price, 'price')).toStrictEqual(canonical)
  })

  it.each([
    ['null', null, 'catalog.malformed', 'p'],
    ['a list', [], 'catalog.malformed', 'p'],
    ['an unknown model', { model: 'tiered' }, 'catalog.malformed', 'p.model'],
    ['a model named like an own key of every object', { model: 'constructor' }, 'catalog.malformed', 'p.model'],
    ['a missing amount', { model: 'flat' }, 'decimal.malformed', 'p.amount'],
    ['a field of another model', { model: 'flat', amount: '1', unit: '1' }, 'catalog.malformed', 'p.unit'],
    ['an amount as a number', { model: 'flat', amount: 49 }, 'decimal.malformed', 'p.amount'],
    ['an amount as NaN', { model: 'flat', amount: 'NaN' }, 'decimal.malformed', 'p.amount'],
    ['an amount in full-width digits', { model: 'flat', amount: '４９' }, 'decimal.malformed', 'p.amount'],
    ['an amount of 100 digits', { model: 'flat', amount: '1'.repeat(100) }, 'decimal.too_long', 'p.amount'],
    ['a fraction as a price', { model: 'per_unit', unit: '1/3' }, 'decimal.malformed', 'p.unit'],
    ['an unknown option value', { model: 'graduated', tiers: [{ unit: '1' }], zeroQuantity: 'flat' }, 'catalog.malformed', 'p.zeroQuantity'],
  ])('%s is refused', (_, price, code, field) => {
    expect(() => checkPrice(price, 'p')).toThrow(expect.objectContaining({ code, field }))
  })
})
