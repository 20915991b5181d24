import { expect, it } from 'vitest'
import { rateEach } from './rate-each.js'

const tens = { model: 'package', size: '10', amount: '5' } as const

it('prices each quantity by itself and sums', () => {
  const { amount, each } = rateEach(tens, ['9', '11', { quantity: '0' }])
  expect([amount, each.map((rated) => rated.amount)]).toEqual(['15', ['5', '10', '0']])
})

it('costs nothing without quantities', () => {
  expect(rateEach(tens, [])).toEqual({ amount: '0', each: [] })
})
