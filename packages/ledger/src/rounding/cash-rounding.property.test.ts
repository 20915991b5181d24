import * as fc from 'fast-check'
import { absolute, addMoney, compare, fromMinorUnits, multiply, subtract } from '@farthing/core'
import { arbitraryRoundingMode } from '@farthing/core/testing'
import { expect, it } from 'vitest'
import { arbitraryCurrency } from '../testing/arbitrary-charges.js'
import { cashRounding } from './cash-rounding.js'

it('pays whole coins, less than one coin from what is due, in every currency', () => {
  const due = fc.record({ currency: arbitraryCurrency(), minor: fc.maxSafeInteger(), coin: fc.integer({ min: 1, max: 500 }), count: fc.integer({ min: -1_000, max: 1_000 }), mode: arbitraryRoundingMode() })
  fc.assert(
    fc.property(due, ({ currency, minor, coin, count, mode }) => {
      const total = fromMinorUnits(String(minor), currency)
      const increment = fromMinorUnits(String(coin), currency).amount
      const { rounded, difference } = cashRounding(total, { increment, mode })
      expect(addMoney(total, difference)).toEqual(rounded)
      expect(compare(absolute(difference.amount), increment)).toBe(-1)
      expect(cashRounding(rounded, { increment, mode }).difference.amount).toBe('0')
      const coins = { amount: multiply(increment, `${count}`), currency }
      expect(subtract(cashRounding(coins, { increment, mode }).rounded.amount, coins.amount)).toBe('0')
    }),
    { numRuns: 1000 },
  )
})
