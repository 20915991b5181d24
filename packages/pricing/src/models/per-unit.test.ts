import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import { ratePrice } from './rate-price.js'

describe('a price per million', () => {
  it.each([
    // blocks, quantity, blocks counted, amount
    ['exact', '1400000', '1.4', '3.5'],
    ['exact', '1', '0.000001', '0.0000025'],
    ['exact', '0', '0', '0'],
    ['exact', '-500000', '-0.5', '-1.25'],
    ['started', '1400000', '2', '5'],
    ['started', '1000000', '1', '2.5'],
    ['started', '1', '1', '2.5'],
    ['started', '0', '0', '0'],
    ['started', '-1', '-1', '-2.5'],
  ] as const)('%s: %s units are %s millions and cost %s', (blocks, quantity, counted, amount) => {
    expect(ratePrice({ model: 'per_unit', unit: '2.5', per: '1000000', blocks }, quantity)).toEqual({
      amount,
      parts: [{ label: 'Usage', quantity, counted, unit: '2.5', flat: '0', amount }],
    })
  })

  it('stays exact where blocks do not divide', () => {
    expect(ratePrice({ model: 'per_unit', unit: '1', per: '7' }, '10').amount).toBe('10/7')
  })

  it.each(['0', '-1'])('is not per %s units', (per) => {
    expect(() => checkPrice({ model: 'per_unit', unit: '1', per }, 'price')).toThrow(expect.objectContaining({ code: 'price.invalid', field: 'price.per' }))
  })
})
