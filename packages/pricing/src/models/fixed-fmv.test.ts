import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import type { FixedFmvPrice } from './fixed-fmv.js'
import { ratePrice } from './rate-price.js'

const managed: FixedFmvPrice = {
  model: 'fixed_fmv',
  amount: '80',
  services: [{ name: 'Hosting', value: '60' }, { name: 'Support', value: '40' }],
}

describe('fixed_fmv', () => {
  it.each([
    ['1', '80', [['0.6', '48'], ['0.4', '32']]],
    ['0.5', '40', [['0.3', '24'], ['0.2', '16']]],
    ['1/3', '80/3', [['0.2', '16'], ['2/15', '32/3']]],
    ['0', '0', [['0', '0'], ['0', '0']]],
  ] as const)('a share of %s of the period costs %s', (quantity, amount, parts) => {
    const rated = ratePrice(managed, quantity)
    expect(rated.amount).toBe(amount)
    expect(rated.parts.map((part) => [part.quantity, part.amount])).toEqual(parts)
    expect(rated.parts.map((part) => part.label)).toEqual(['Hosting', 'Support'])
  })

  it('shares alike where no service has a value', () => {
    const worthless = managed.services.map((service) => ({ ...service, value: '0' as const }))
    expect(ratePrice({ ...managed, services: worthless }, '1').parts.map((part) => part.amount)).toEqual(['40', '40'])
  })

  it('refuses what cannot be', () => {
    expect(() => ratePrice(managed, '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
    expect(() => checkPrice({ ...managed, services: [] }, 'price')).toThrow(expect.objectContaining({ field: 'price.services' }))
    expect(() => checkPrice({ ...managed, services: [...managed.services, { name: 'Hosting', value: '1' }] }, 'price')).toThrow(
      expect.objectContaining({ code: 'price.invalid', field: 'price.services[2].name' }),
    )
    expect(() => checkPrice({ ...managed, services: [{ name: 'Hosting', value: '-1' }] }, 'price')).toThrow(
      expect.objectContaining({ code: 'price.invalid', field: 'price.services[0].value' }),
    )
  })
})
