import { describe, expect, it } from 'vitest'
import type { Price } from '../price.js'
import { ratePrice } from '../rate-price.js'
import { compilePrice } from './compile-price.js'
import { curveOf } from './curve-of.js'
import { amountUnits, lineHolding, lineTables, quantityUnits } from './line-table.js'

const tiers: Price = {
  model: 'graduated',
  tiers: [{ upTo: '10', unit: '2', flat: '5' }, { upTo: '100', unit: '1.5', flat: '3' }, { unit: '0.25' }],
}

describe('compilePrice', () => {
  const { amountOf, rate, roundedBy } = compilePrice(tiers)

  it.each([
    ['0', '0'],
    ['10', '25'],
    ['10.1', '28.15'],
    ['100', '163'],
    ['104', '164'],
    ['99999999999999999999', '25000000000000000137.75'],
  ] as const)('%s units cost %s', (quantity, amount) => {
    expect(amountOf(quantity)).toBe(amount)
    expect(rate(quantity)).toStrictEqual(ratePrice(tiers, quantity))
  })

  it.each([
    ['half-even', 2, '100.1', '163.02'],
    ['half-even', 2, '100.3', '163.08'],
    ['up', 0, '101', '164'],
    ['down', -1, '104', '160'],
  ] as const)('rounds %s to %s places: %s units cost %s', (mode, exponent, quantity, amount) => {
    expect(roundedBy({ mode, exponent })(quantity)).toBe(amount)
  })

  it('keeps the increment of a rule', () => {
    expect(roundedBy({ mode: 'half-up', exponent: 2, increment: '5' })('100.1')).toBe('163.05')
  })

  it('refuses what the plain price refuses', () => {
    expect(() => amountOf('-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
    expect(() => rate('1e3')).toThrow(expect.objectContaining({ code: 'decimal.malformed' }))
    expect(() => roundedBy({ mode: 'half-even', exponent: 99 })).toThrow(expect.objectContaining({ code: 'rounding.invalid' }))
  })

  it('credits negative units of a price per unit', () => {
    expect(compilePrice({ model: 'per_unit', unit: '0.05' }).rate('-25')).toStrictEqual(ratePrice({ model: 'per_unit', unit: '0.05' }, '-25'))
  })
})

describe('the tables of a price', () => {
  const table = (price: Price, scale: number) => lineTables(curveOf(price)!)[scale]!
  const units = (price: Price, quantity: string, scale = 0) => amountUnits(table(price, scale), quantityUnits(table(price, scale), quantity))

  it('calculate up to the last safe amount, and not beyond', () => {
    const price: Price = { model: 'per_unit', unit: '0.3' }
    expect(units(price, '3002399751580330')).toBe(9_007_199_254_740_990)
    expect(units(price, '3002399751580331')).toBeNaN()
    expect(compilePrice(price).amountOf('3002399751580331')).toBe('900719925474099.3')
  })

  it('have a scale for quantities and one for amounts', () => {
    expect(units(tiers, '100.5', 1)).toBe(163_125)
    expect(table(tiers, 1)).toMatchObject({ scale: 1, amountScale: 3 })
  })

  it('leave a tier out whose figures are not safe, and only that', () => {
    const price: Price = { model: 'volume', tiers: [{ upTo: '10', unit: '2' }, { unit: '90071992547409920' }] }
    expect([units(price, '10'), units(price, '11')]).toEqual([20, Number.NaN])
  })

  it.each([
    [{ model: 'package', size: '10', amount: '1' }],
    [{ model: 'per_unit', unit: '1', per: '3' }],
    [{ model: 'per_unit', unit: '1', per: '10', blocks: 'started' }],
    [{ model: 'bucket', included: '10', overage: '1', rolloverLimit: '5' }],
    [{ model: 'dynamic' }],
  ] as const satisfies readonly [Price][])('do not exist for %o', (price) => {
    expect(curveOf(price)).toBeUndefined()
  })

  it('find the line of a quantity among 1,000 by halving', () => {
    const ends = Array.from({ length: 1_000 }, (_, index) => (index === 999 ? Number.POSITIVE_INFINITY : (index + 1) * 10))
    expect([0, 10, 11, 9_990, 9_991, Number.MAX_SAFE_INTEGER].map((quantity) => lineHolding(ends, quantity))).toEqual([0, 0, 1, 998, 999, 999])
  })
})
