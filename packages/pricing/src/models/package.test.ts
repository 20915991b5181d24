import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import type { PackagePrice } from './package.js'
import { ratePrice } from './rate-price.js'

const tens: PackagePrice = { model: 'package', size: '10', amount: '5' }

describe('packages of ten for 5', () => {
  it.each([
    // free, rounding, order, quantity, packages, amount
    ['0', 'up', 'after_allowance', '0', '0', '0'],
    ['0', 'up', 'after_allowance', '0.001', '1', '5'],
    ['0', 'up', 'after_allowance', '10', '1', '5'],
    ['0', 'up', 'after_allowance', '10.5', '2', '10'],
    ['0', 'down', 'after_allowance', '19', '1', '5'],
    ['0', 'down', 'after_allowance', '9.99', '0', '0'],
    ['5', 'up', 'after_allowance', '5', '0', '0'],
    ['5', 'up', 'after_allowance', '15', '1', '5'],
    ['5', 'up', 'after_allowance', '16', '2', '10'],
    ['20', 'up', 'after_allowance', '31', '2', '10'],
    ['20', 'up', 'before_allowance', '31', '2', '10'],
    ['20', 'down', 'before_allowance', '39', '1', '5'],
    ['20', 'up', 'before_allowance', '20', '0', '0'],
  ] as const)('%s free, rounded %s, %s: %s units are %s packages and cost %s', (free, rounding, roundingOrder, quantity, packages, amount) => {
    const rated = ratePrice({ ...tens, free, rounding, roundingOrder }, quantity)
    expect([rated.parts.at(-1)?.counted, rated.amount]).toEqual([packages, amount])
  })

  it('shows free units apart', () => {
    expect(ratePrice({ ...tens, free: '5' }, '12').parts).toEqual([
      { label: 'Free units', quantity: '5', unit: '0', flat: '0', amount: '0' },
      { label: 'Packages', quantity: '7', counted: '1', unit: '5', flat: '0', amount: '5' },
    ])
  })

  it('refuses a negative quantity', () => {
    expect(() => ratePrice(tens, '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
  })

  it.each([
    ['a size of 0', { size: '0' }, 'price.size'],
    ['a negative allowance', { free: '-1' }, 'price.free'],
    ['half a free package that comes off after rounding', { free: '15', roundingOrder: 'before_allowance' }, 'price.free'],
  ])('refuses %s', (_, change, field) => {
    expect(() => checkPrice({ ...tens, ...change }, 'price')).toThrow(expect.objectContaining({ code: 'price.invalid', field }))
  })
})
