import { describe, expect, it } from 'vitest'
import type { Price } from './price.js'
import { priceModelNames, priceModelOf, priceModels, priceModelVersion } from './price-models.js'
import { ratePrice } from './rate-price.js'

const base: Price = { model: 'flat', amount: '49' }
const scans: Price = { model: 'per_unit', unit: '0.05' }

describe('ratePrice', () => {
  it.each([
    // price, quantity, amount, label
    [base, '1', '49', 'Flat fee'],
    [base, '17/31', '833/31', 'Flat fee'],
    [base, '0', '0', 'Flat fee'],
    [{ model: 'flat', amount: '-5' }, '1', '-5', 'Flat fee'],
    [scans, '25', '1.25', 'Usage'],
    [scans, '0', '0', 'Usage'],
    [scans, '0.1', '0.005', 'Usage'],
    [scans, '-25', '-1.25', 'Usage'],
    [scans, '70/31', '7/62', 'Usage'],
    [{ model: 'per_unit', unit: '0' }, '-7', '0', 'Usage'],
    [{ model: 'per_unit', unit: '0.000149' }, '123456789012345678901234567890', '18395061562839506156283950.61561', 'Usage'],
  ] as const)('%o for %s gives %s', (price, quantity, amount, label) => {
    const unit = price.model === 'flat' ? price.amount : price.unit
    expect(ratePrice(price, quantity)).toEqual({ amount, parts: [{ label, quantity, unit, flat: '0', amount }] })
  })

  it('takes facts instead of a bare quantity', () => {
    expect(ratePrice(scans, { quantity: '25' })).toEqual(ratePrice(scans, '25'))
  })

  it('reads a quantity in any spelling and shows the canonical one', () => {
    expect(ratePrice(scans, '025.0').parts[0]?.quantity).toBe('25')
  })

  it('refuses a negative share of a flat fee', () => {
    expect(() => ratePrice(base, '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
  })
})

describe('the model table', () => {
  it('holds each model under its own name', () => {
    for (const name of priceModelNames) expect(priceModels[name].name).toBe(name)
  })

  it('gives a model with its version', () => {
    expect(priceModelOf(scans).metered).toBe(true)
    expect(priceModelOf(base).metered).toBe(false)
    expect(priceModelVersion(scans)).toBe('per_unit@1')
  })
})
