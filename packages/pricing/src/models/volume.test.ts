import { describe, expect, it } from 'vitest'
import { ratePrice } from './rate-price.js'
import type { VolumePrice } from './volume.js'

const seats: VolumePrice = {
  model: 'volume',
  tiers: [{ upTo: '10', unit: '12', flat: '5' }, { upTo: '100', unit: '9' }, { unit: '7', cap: '5000' }],
}

describe('volume', () => {
  it.each([
    // bound, zero, quantity, tier, amount
    ['inclusive', 'nothing', '0', 1, '0'],
    ['inclusive', 'first_tier_flat', '0', 1, '5'],
    ['inclusive', 'nothing', '1', 1, '17'],
    ['inclusive', 'nothing', '10', 1, '125'],
    ['exclusive', 'nothing', '10', 2, '90'],
    ['inclusive', 'nothing', '10.5', 2, '94.5'],
    ['inclusive', 'nothing', '100', 2, '900'],
    ['exclusive', 'nothing', '100', 3, '700'],
    ['inclusive', 'nothing', '101', 3, '707'],
    ['inclusive', 'nothing', '1000', 3, '5000'],
  ] as const)('%s bounds, %s at zero: %s seats are in tier %s and cost %s', (bound, zeroQuantity, quantity, tier, amount) => {
    const rated = ratePrice({ ...seats, bound, zeroQuantity }, quantity)
    expect(rated.amount).toBe(amount)
    expect(rated.parts.map((part) => [part.tier, part.quantity])).toEqual([[tier, quantity]])
  })

  it('is inclusive and free at zero unless told otherwise', () => {
    expect([ratePrice(seats, '10').amount, ratePrice(seats, '0').amount]).toEqual(['125', '0'])
  })

  it('says which tier was capped', () => {
    expect(ratePrice(seats, '1000').parts).toEqual([{ label: 'Tier 3, capped', tier: 3, quantity: '1000', unit: '0', flat: '5000', amount: '5000' }])
  })

  it('counts started blocks of the whole quantity', () => {
    const blocks: VolumePrice = { model: 'volume', blocks: 'started', tiers: [{ upTo: '1000', unit: '10', per: '100' }, { unit: '1', per: '100' }] }
    expect(ratePrice(blocks, '1901').parts[0]).toMatchObject({ tier: 2, counted: '20', amount: '20' })
  })

  it('refuses a negative quantity', () => {
    expect(() => ratePrice(seats, '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
  })
})
