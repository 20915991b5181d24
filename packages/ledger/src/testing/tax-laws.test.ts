import { describe, expect, it } from 'vitest'
import { taxAnswer, taxLine, taxRequest, vat19, vat7 } from '../test/sample-tax.js'
import { computeTax } from '../tax/compute-tax.js'
import type { DocumentTax } from '../tax/document-tax.js'
import { assertTaxAddsUp, assertTaxKeepsPrices, assertTaxOrderFree, assertTaxRoundedOnce } from './tax-laws.js'

const request = taxRequest([taxLine('a', '0.53'), taxLine('b', '0.53')])
const answer = taxAnswer(request, [vat19, vat7])
const policy = { mode: 'half-even' } as const
const tax = computeTax(request, answer, policy)
const [first, second] = tax.lines
const [standard, reduced] = tax.taxes

function withLine(changes: Partial<NonNullable<typeof first>>): DocumentTax {
  return { ...tax, lines: [{ ...first!, ...changes }, second!] }
}

function withTax(changes: Partial<NonNullable<typeof standard>>): DocumentTax {
  return { ...tax, taxes: [{ ...standard!, ...changes }, reduced!] }
}

describe('each law of taxes holds for what the library makes, and catches what breaks it', () => {
  it('assertTaxAddsUp', () => {
    assertTaxAddsUp(tax)
    const [portion] = first!.portions
    const broken: readonly (readonly [DocumentTax, string])[] = [
      [{ ...tax, totals: { ...tax.totals, gross: '9' } }, 'net and tax are gross'],
      [withLine({ net: '0.54' }), 'net and tax are gross'],
      [withLine({ net: '0.54', gross: '0.68' }), 'the portions of a sum in net'],
      [withLine({ portions: [{ ...portion!, taxes: [] }] }), 'the shares of a portion sum to its tax'],
      [withLine({ portions: [{ ...portion!, taxes: [{ key: standard!.key, amount: portion!.tax }] }] }), 'the shares of a tax sum to it'],
      [{ ...tax, lines: [first!] }, 'the lines sum in net'],
      [withTax({ amount: '0.21' }), 'the taxes sum to the tax of the document'],
      [withTax({ exact: '0.2' }), 'the exact taxes sum to that of the document'],
    ]
    for (const [document, law] of broken) {
      expect(() => {
        assertTaxAddsUp(document)
      }).toThrow(law)
    }
  })

  it('assertTaxKeepsPrices', () => {
    assertTaxKeepsPrices(request, tax)
    expect(() => {
      assertTaxKeepsPrices(request, withLine({ net: '0.54' }))
    }).toThrow('the exclusive amount of a is kept')
    expect(() => {
      assertTaxKeepsPrices({ ...request, prices: 'inclusive' }, tax)
    }).toThrow('the inclusive amount of a is kept')
    expect(() => {
      assertTaxKeepsPrices(request, { ...tax, lines: [second!, first!] })
    }).toThrow('in the order of the request')
    expect(() => {
      assertTaxKeepsPrices(request, { ...tax, lines: [first!] })
    }).toThrow('every line is taxed once')
  })

  it('assertTaxRoundedOnce', () => {
    assertTaxRoundedOnce(policy, tax)
    expect(() => {
      assertTaxRoundedOnce({ mode: 'up' }, tax)
    }).toThrow('vat is rounded once')
    expect(() => {
      assertTaxRoundedOnce({ ...policy, taxScope: 'perDocument' }, { ...tax, totals: { ...tax.totals, tax: '0.26' } })
    }).toThrow('the tax of the document is rounded once')
    expect(() => {
      assertTaxRoundedOnce({ ...policy, taxScope: 'perLine' }, withTax({ amount: '0.23' }))
    }).toThrow('less than a minor unit for each rounding')
    expect(() => {
      assertTaxRoundedOnce({ ...policy, taxScope: 'perLine' }, withTax({ amount: '0.201' }))
    }).toThrow('a whole number of minor units')
  })

  it('assertTaxOrderFree', () => {
    assertTaxOrderFree({ request, answer, policy })
    const { totals } = computeTax(request, answer, { ...policy, taxScope: 'perLine' })
    expect(totals.tax).not.toBe(tax.totals.tax)
  })
})
