import * as fc from 'fast-check'
import { absolute, add, compare, multiply, round, subtract } from '@farthing/core'
import { arbitraryDecimal, arbitraryExact } from '@farthing/core/testing'
import { describe, expect, it } from 'vitest'
import { convertExact, convertMoney } from './convert-money.js'
import { fxSnapshot } from './fx-snapshot.js'

const rates = arbitraryDecimal({ sign: 'positive', maxDigits: 12 }).map((rate) =>
  fxSnapshot({ base: 'EUR', quote: 'USD', rate, inverse: { rule: 'divide' }, provider: 'p', at: '2026-10-30T00:00:00Z' }),
)

describe('a conversion', () => {
  it('there and back again is exact until it is rounded', () => {
    fc.assert(
      fc.property(rates, arbitraryExact({ maxDigits: 18 }), (snapshot, amount) => {
        const there = convertExact(amount, 'EUR', snapshot)
        const back = convertExact(there.amount, there.currency, snapshot)
        expect(there.currency).toBe('USD')
        expect(compare(back.amount, amount)).toBe(0)
      }),
      { numRuns: 1000 },
    )
  })

  it('is additive, and rounded once: half a unit at most', () => {
    fc.assert(
      fc.property(rates, arbitraryDecimal({ maxDigits: 12 }), arbitraryDecimal({ maxDigits: 12 }), (snapshot, a, b) => {
        const exact = (amount: typeof a) => convertExact(amount, 'USD', snapshot).amount
        expect(compare(add(exact(a), exact(b)), exact(add(a, b)))).toBe(0)
        const { amount } = convertMoney({ amount: a, currency: 'USD' }, snapshot, { mode: 'half-even', exponent: 2 })
        expect(compare(multiply(absolute(subtract(amount, exact(a))), '2'), '0.01')).toBeLessThanOrEqual(0)
        expect(round(amount, { mode: 'half-even', exponent: 2 })).toBe(amount)
      }),
      { numRuns: 1000 },
    )
  })
})
