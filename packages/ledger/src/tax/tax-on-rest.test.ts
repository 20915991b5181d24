import * as fc from 'fast-check'
import { fromMinorUnits, toMinorUnits } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { taxAnswer, taxLine, taxRequest, vat19 } from '../test/sample-tax.js'
import { arbitraryTaxCase } from '../testing/arbitrary-tax.js'
import { assertTaxAddsUp } from '../testing/tax-laws.js'
import { computeTax } from './compute-tax.js'
import { taxOnRest } from './tax-on-rest.js'

const halfEven = { mode: 'half-even' } as const

describe('taxOnRest', () => {
  it('rounds each tax once on what is left: 20 % of 66.66 and of 33.33', () => {
    const request = taxRequest([taxLine('a', '33.33'), taxLine('b', '33.33'), taxLine('c', '33.33')])
    const whole = computeTax(request, taxAnswer(request, [{ ...vat19, percent: '20' }]), halfEven)
    const left = [{ a: '0' }, { a: '0', b: '0' }, { a: '0', b: '0', c: '0' }].map((rest) => taxOnRest(whole, new Map(Object.entries(rest)) as ReadonlyMap<string, `${number}`>, halfEven).totals.tax)
    expect([whole.totals.tax, ...left]).toEqual(['20', '13.33', '6.67', '0'])
  })

  it('of whole lines is the tax of the document, and always adds up', () => {
    fc.assert(
      fc.property(arbitraryTaxCase({ sign: 'positive' }), fc.integer({ min: 0, max: 100 }), ({ request, answer, policy }, percent) => {
        const whole = computeTax(request, answer, policy)
        expect(taxOnRest(whole, new Map(), policy)).toEqual(whole)
        const part = (amount: string) => fromMinorUnits(String((BigInt(toMinorUnits({ amount: amount as `${number}`, currency: request.currency })) * BigInt(percent)) / 100n), request.currency).amount
        const rest = new Map(request.lines.map(({ key, amount }) => [key, part(amount)]))
        fc.pre(answer.portions.every(({ amount }) => !amount.startsWith('-')))
        const left = taxOnRest(whole, rest, policy)
        assertTaxAddsUp(left)
        for (const { line, net, gross } of left.lines) expect(request.prices === 'exclusive' ? net : gross).toBe(rest.get(line))
      }),
      { numRuns: 1000 },
    )
  })
})
