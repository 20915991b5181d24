import * as fc from 'fast-check'
import { addAll, divide, fromMinorUnits, minorUnitsOf, round, type Exact } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { assertBookBalanced } from '../../testing/book-laws.js'
import { balanceOf } from '../balances/balance-of.js'
import { trialBalance } from '../balances/trial-balance.js'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { postAccrual, type AccruedProduct } from './post-accrual.js'
import { reverseAccruals } from './reverse-accruals.js'

const exact = fc.tuple(fc.integer({ min: -50, max: 100_000 }), fc.constantFrom(1, 3, 7, 1000)).map(([n, d]): Exact => divide(`${n}`, `${d}`))
const snapshot = fc.array(fc.record({ product: fc.constantFrom('api', 'storage', undefined), exact }), { maxLength: 4 })

describe('accruals', () => {
  it('post the rounded cumulative amount in whatever steps, and nothing is left of them once reversed', () => {
    fc.assert(
      fc.property(fc.array(snapshot, { maxLength: 6 }), fc.constantFrom('EUR', 'JPY', 'KWD'), (steps, currency) => {
        const recorded: LedgerTransaction[] = []
        const origin = { tenant: 'default', reference: 'inv-1', bookedAt: '2026-10-14T00:00:00Z', account: 'acme', currency }
        for (const [index, step] of steps.entries()) {
          const products = step.map(({ product, exact: amount }): AccruedProduct => ({ exact: amount, ...(product !== undefined && { product }) }))
          const posted = postAccrual({ ...origin, key: `a${index}`, products, recorded })
          if (posted !== undefined) recorded.push(posted)
          expect(postAccrual({ ...origin, key: `again${index}`, products, recorded })).toBeUndefined()
          for (const product of ['api', 'storage', undefined]) {
            const cumulative = addAll(products.filter((one) => one.product === product).map((one) => one.exact))
            const expected = round(cumulative, { mode: 'half-even', exponent: minorUnitsOf(currency) })
            const revenue = balanceOf(recorded, { role: 'revenue', ...(product !== undefined && { routing: product }) })[0]?.amountMinor ?? '0'
            expect(fromMinorUnits((-BigInt(revenue)).toString(), currency).amount).toBe(expected)
          }
        }
        const reversal = reverseAccruals({ ...origin, key: 'r', recorded })
        const all = reversal === undefined ? recorded : [...recorded, reversal]
        assertBookBalanced(all)
        for (const { balanceMinor } of trialBalance(all)) expect(balanceMinor).toBe('0')
        expect(reverseAccruals({ ...origin, key: 'r2', recorded: all })).toBeUndefined()
        expect(reverseAccruals({ ...origin, reference: 'inv-2', key: 'r3', recorded })).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })
})
