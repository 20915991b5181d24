import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import type { GraduatedPercentagePrice } from './graduated-percentage.js'
import { ratePrice } from './rate-price.js'

const payments: GraduatedPercentagePrice = {
  model: 'graduated_percentage',
  tiers: [{ upTo: '1000', rate: '3', flat: '5' }, { upTo: '10000', rate: '2' }, { rate: '1', cap: '50' }],
}

describe('graduated_percentage', () => {
  it.each([
    ['0', '0', [['0', '0.03', '0']]],
    ['1000', '35', [['1000', '0.03', '35']]],
    ['1500', '45', [['1000', '0.03', '35'], ['500', '0.02', '10']]],
    ['12000', '235', [['1000', '0.03', '35'], ['9000', '0.02', '180'], ['2000', '0.01', '20']]],
    ['20000', '265', [['1000', '0.03', '35'], ['9000', '0.02', '180'], ['10000', '0', '50']]],
  ] as const)('of %s costs %s', (quantity, amount, parts) => {
    const rated = ratePrice(payments, quantity)
    expect(rated.amount).toBe(amount)
    expect(rated.parts.map((part) => [part.quantity, part.unit, part.amount])).toEqual(parts)
  })

  it('charges the first fee at zero when asked to', () => {
    expect(ratePrice({ ...payments, zeroQuantity: 'first_tier_flat' }, '0').amount).toBe('5')
  })

  it('refuses a negative amount and tiers that do not increase', () => {
    expect(() => ratePrice(payments, '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
    expect(() => checkPrice({ ...payments, tiers: [{ upTo: '1', rate: '1' }] }, 'price')).toThrow(
      expect.objectContaining({ code: 'price.tiers_not_increasing', field: 'price.tiers[0].upTo' }),
    )
  })
})
