import { describe, expect, it } from 'vitest'
import { checkPooledPrice } from './pooled-price.js'
import { ratePooled } from './rate-pooled.js'

/** Calls in, out and toll-free share a threshold of 1,000 minutes; the toll-free one has no price beyond. */
const minutes = checkPooledPrice({ tiers: [{ upTo: '1000.0', units: { in: '0.01', out: '0.02', free: '0.03' } }, { units: { in: '0.009', out: '0.018' } }] }, 'price')

describe('ratePooled', () => {
  it('gives the units of each use the tier that they arrive in', () => {
    const { amount, uses, counted } = ratePooled(minutes, [
      { meter: 'in', quantity: '400' },
      { meter: 'free', quantity: '200' },
      { meter: 'out', quantity: '500' },
      { meter: 'in', quantity: '10' },
    ])
    expect(uses.map((use) => [use.meter, use.amount, use.parts.map((part) => [part.tier, part.quantity, part.unit])])).toEqual([
      ['in', '4', [[1, '400', '0.01']]],
      ['free', '6', [[1, '200', '0.03']]],
      ['out', '9.8', [[1, '400', '0.02'], [2, '100', '0.018']]],
      ['in', '0.09', [[2, '10', '0.009']]],
    ])
    expect([amount, counted]).toEqual(['19.89', '1110'])
  })

  it('sums each meter by tier, in byte order', () => {
    const { meters } = ratePooled(minutes, [{ meter: 'out', quantity: '999' }, { meter: 'in', quantity: '1' }, { meter: 'out', quantity: '1' }, { meter: 'in', quantity: '0' }])
    expect(meters).toMatchObject([
      { meter: 'in', quantity: '1', amount: '0.01', parts: [{ label: 'Tier 1', quantity: '1' }] },
      { meter: 'out', quantity: '1000', amount: '19.998', parts: [{ tier: 1, quantity: '999', amount: '19.98' }, { tier: 2, quantity: '1', amount: '0.018' }] },
    ])
  })

  it('goes on from where a counter stands', () => {
    expect(ratePooled(minutes, [{ meter: 'in', quantity: '2' }], '999')).toMatchObject({ amount: '0.019', counted: '1001' })
  })

  it('keeps nothing used in the tier of the last unit, beyond a counter that starts higher', () => {
    const parts = (counted: `${number}`) => ratePooled(minutes, [{ meter: 'in', quantity: '0' }], counted).uses[0]?.parts
    expect(parts('1000')).toMatchObject([{ tier: 1, quantity: '0' }])
    expect(parts('1001')).toMatchObject([{ tier: 2, quantity: '0' }])
  })

  it('prices per so many units, exactly', () => {
    const calls = checkPooledPrice({ tiers: [{ units: { api: '5' }, per: '1000' }] }, 'price')
    expect(ratePooled(calls, [{ meter: 'api', quantity: '1500' }]).uses[0]?.parts).toEqual([
      { label: 'Tier 1', tier: 1, quantity: '1500', counted: '1.5', unit: '5', flat: '0', amount: '7.5' },
    ])
  })

  it('costs nothing where nothing is used, whatever is named', () => {
    expect(ratePooled(minutes, [])).toEqual({ amount: '0', uses: [], meters: [], counted: '0' })
    expect(ratePooled(minutes, [{ meter: 'fax', quantity: '0' }])).toMatchObject({ amount: '0', meters: [{ meter: 'fax', quantity: '0', parts: [{ quantity: '0' }] }] })
  })

  it.each([
    ['a meter that the tier does not price', [{ meter: 'in', quantity: '990' }, { meter: 'free', quantity: '20' }], 'price.not_priced', 'uses[1].meter'],
    ['a meter that is called like a property of every record', [{ meter: 'toString', quantity: '1' }], 'price.not_priced', 'uses[0].meter'],
    ['a negative quantity', [{ meter: 'in', quantity: '-1' }], 'price.quantity_negative', 'uses[0].quantity'],
  ] as const)('refuses %s', (_, uses, code, field) => {
    expect(() => ratePooled(minutes, uses)).toThrow(expect.objectContaining({ code, field }))
  })

  it('refuses a negative counter and more than a million uses', () => {
    expect(() => ratePooled(minutes, [], '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative', field: 'counted' }))
    const many = Array.from({ length: 1_000_001 }, () => ({ meter: 'in', quantity: '1' }) as const)
    expect(() => ratePooled(minutes, many)).toThrow(expect.objectContaining({ code: 'rating.too_large' }))
  })
})

describe('checkPooledPrice', () => {
  it('brings decimals into canonical form', () => {
    expect(minutes.tiers[0]?.upTo).toBe('1000')
  })

  it.each([
    ['a bound that does not increase', [{ upTo: '5', units: {} }, { upTo: '5', units: {} }, { units: {} }], 'price.tiers_not_increasing', 'price.tiers[1].upTo'],
    ['a price that is a number', [{ units: { in: 0.1 } }], 'decimal.malformed', 'price.tiers[0].units.in'],
    ['a misspelt field', [{ unit: '1', units: {} }], 'catalog.malformed', 'price.tiers[0].unit'],
  ])('refuses %s', (_, tiers, code, field) => {
    expect(() => checkPooledPrice({ tiers }, 'price')).toThrow(expect.objectContaining({ code, field }))
  })
})
