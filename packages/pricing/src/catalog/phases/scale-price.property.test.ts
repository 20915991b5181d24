import { multiply, type Decimal } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPrice } from '../../models/check-price.js'
import type { Price } from '../../models/price.js'
import { ratePrice } from '../../models/rate-price.js'
import { arbitraryPrice, arbitraryPricedFacts } from '../../testing/index.js'
import { scalePrice } from './scale-price.js'

const factors = fc.constantFrom<Decimal>('0', '0.5', '0.333333333', '1', '3')

describe('scalePrice', () => {
  it('gives a price that costs as many times as much, for any usage', () => {
    fc.assert(
      fc.property(arbitraryPricedFacts(arbitraryPrice({ maxDigits: 9 })), factors, ({ price, facts }, factor) => {
        const scaled = scalePrice(price, factor)
        expect(ratePrice(scaled, facts).amount).toBe(multiply(ratePrice(price, facts).amount, factor))
      }),
      { numRuns: 1000 },
    )
  })

  it('gives a valid price again', () => {
    fc.assert(
      fc.property(arbitraryPrice({ maxDigits: 9 }), factors, (price: Price, factor) => {
        expect(checkPrice(scalePrice(price, factor), 'price').model).toBe(price.model)
      }),
      { numRuns: 1000 },
    )
  })
})
