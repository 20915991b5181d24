import * as fc from 'fast-check'
import { absolute, addAll, compare, currencies, minorUnitsOf, round, subtract, type Decimal } from '@farthing/core'
import { arbitraryDecimal } from '@farthing/core/testing'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { convertExact } from './convert-money.js'
import { fxSnapshot } from './fx-snapshot.js'
import { presentAmounts } from './present-amounts.js'

const snapshot = fxSnapshot({ base: 'EUR', quote: 'USD', rate: '1.05', inverse: { rule: 'divide' }, provider: 'ecb-reference', at: '2026-10-30T14:15:00Z' })
const amounts = (...all: readonly Decimal[]) => all.map((amount, index) => ({ key: `k${index}`, amount }))

describe('presentAmounts', () => {
  it('shows amounts that add up: the sum is rounded, not each of them', () => {
    const shown = presentAmounts({ amounts: amounts('0.1', '0.1', '0.1'), currency: 'EUR', snapshot, mode: 'half-even' })
    expect(shown).toEqual({ currency: 'USD', snapshot, mode: 'half-even', total: '0.32', amounts: amounts('0.11', '0.11', '0.1') })
  })

  it('takes charges and credits, either way, and nothing', () => {
    const back = presentAmounts({ amounts: amounts('108.37', '-8.37'), currency: 'USD', snapshot, mode: 'half-even' })
    expect(back).toMatchObject({ currency: 'EUR', total: '95.24', amounts: amounts('103.21', '-7.97') })
    expect(presentAmounts({ amounts: [], currency: 'EUR', snapshot, mode: 'half-even' })).toMatchObject({ total: '0', amounts: [] })
  })

  it('refuses amounts of a third currency', () => {
    expect(refusalOf(() => presentAmounts({ amounts: [], currency: 'CHF', snapshot, mode: 'up' }))).toEqual({ code: 'money.currency_mismatch', field: 'currency' })
  })

  it('adds up in every currency, each amount within a minor unit of its own conversion', () => {
    const codes = [...new Set(currencies.filter(({ code, minorUnits }) => minorUnits !== null && code !== 'EUR').map(({ code }) => code))]
    const requests = fc.record({
      code: fc.constantFrom(...codes),
      rate: arbitraryDecimal({ sign: 'positive', maxDigits: 9 }),
      all: fc.array(arbitraryDecimal({ maxDigits: 9 }), { maxLength: 8 }),
    })
    fc.assert(
      fc.property(requests, ({ code, rate, all }) => {
        const any = fxSnapshot<string, string>({ base: 'EUR', quote: code, rate, inverse: { rule: 'refuse' }, provider: 'p', at: '2026-10-30T00:00:00Z' })
        const shown = presentAmounts({ amounts: amounts(...all), currency: 'EUR', snapshot: any, mode: 'half-even' })
        const exponent = minorUnitsOf(code)
        expect(compare(addAll(shown.amounts.map(({ amount }) => amount)), shown.total)).toBe(0)
        for (const [index, { amount }] of shown.amounts.entries()) {
          const error = absolute(subtract(amount, convertExact(all[index] ?? '0', 'EUR', any).amount))
          expect(compare(round(error, { mode: 'down', exponent }), '0')).toBe(0)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
