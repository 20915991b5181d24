import { expect, it } from 'vitest'
import { ratePrice } from './rate-price.js'

it.each([
  [undefined, '12.345', '12.345'],
  ['1.2', '10', '12'],
  ['0.01', '40.2', '0.402'],
  ['1', '-3', '-3'],
] as const)('a multiplier of %s makes %s cost %s', (multiplier, amount, expected) => {
  const price = { model: 'dynamic', ...(multiplier === undefined ? {} : { multiplier }) } as const
  expect(ratePrice(price, { quantity: '7', amount })).toEqual({
    amount: expected,
    parts: [{ label: 'Amount of usage', quantity: '7', counted: amount, unit: multiplier ?? '1', flat: '0', amount: expected }],
  })
})

it('asks for the amount', () => {
  expect(() => ratePrice({ model: 'dynamic' }, '7')).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'amount' }))
})
