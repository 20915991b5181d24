import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { october, taxAnswer, taxLine, taxRequest, vat19, vat7 } from '../test/sample-tax.js'
import { checkTaxAnswer } from './check-tax-answer.js'
import type { TaxAnswer, TaxPortion } from './tax-answer.js'
import { taxTerms } from './tax-key.js'
import type { TaxRequest } from './tax-request.js'

const request = taxRequest([taxLine('a', '100'), taxLine('b', '50')])
const answer = taxAnswer(request, [vat19])
const [first, second] = answer.portions as readonly [TaxPortion, TaxPortion]
const [tax] = answer.taxes
const idle = taxTerms(vat7)
const early = '2026-09-30T23:59:59.999999Z'

/** What was asked in the first place, and what it was changed to afterwards. */
function otherRequest(changes: Partial<TaxRequest>): TaxRequest {
  return { ...request, ...changes }
}

describe('checkTaxAnswer', () => {
  it('takes an answer to its request, also one that splits lines or was filed', () => {
    checkTaxAnswer(request, answer)
    checkTaxAnswer(request, { ...answer, portions: [second, { ...first, amount: '99.99' }, { ...first, amount: '0.01' }] })
    checkTaxAnswer(request, { ...answer, state: 'committed', reference: 'T-1' })
    checkTaxAnswer(taxRequest([]), taxAnswer(taxRequest([]), []))
  })

  it.each<readonly [name: string, changes: Partial<TaxRequest>]>([
    ['another amount', { lines: [taxLine('a', '100.01'), taxLine('b', '50')] }],
    ['another category', { lines: [taxLine('a', '100', { category: 'books' }), taxLine('b', '50')] }],
    ['a line less', { lines: [taxLine('a', '100')] }],
    ['another customer', { customer: { ...request.customer, id: 'other' } }],
    ['a new exemption', { customer: { ...request.customer, exemptions: [{ jurisdiction: 'DE', reason: { code: 'X', text: 'X' } }] } }],
    ['another tax point', { taxPoint: early }],
    ['another document', { document: 'acme/2026-11' }],
  ])('refuses an answer to a request with %s', (_, changes) => {
    expect(refusalOf(() => checkTaxAnswer(otherRequest(changes), answer))).toEqual({ code: 'tax.answer_mismatch', field: 'request' })
  })

  it.each<readonly [name: string, changes: Partial<TaxAnswer>, code: string, field: string]>([
    ['another currency', { currency: 'USD' }, 'tax.answer_mismatch', 'currency'],
    ['a line without an answer', { portions: [first] }, 'tax.answer_mismatch', 'lines[1]'],
    ['an answer to a stranger', { portions: [first, second, { ...second, line: 'c' }] }, 'tax.answer_mismatch', 'portions[2].line'],
    ['portions that do not sum to their line', { portions: [first, { ...second, amount: '49.99' }] }, 'tax.answer_mismatch', 'lines[1]'],
    ['a line that is answered twice', { portions: [first, second, second] }, 'tax.answer_mismatch', 'lines[1]'],
    ['a portion that starts before its line', { portions: [{ ...first, from: early }, second] }, 'tax.answer_mismatch', 'portions[0]'],
    ['a portion that ends after its line', { portions: [{ ...first, to: '2026-11-01T00:00:00.000001Z' }, second] }, 'tax.answer_mismatch', 'portions[0]'],
    ['a portion without length', { portions: [{ ...first, to: october.from }, second] }, 'period.ends_before_start', 'portions[0]'],
    ['an amount that is no number', { portions: [{ ...first, amount: '1e2' }, second] }, 'decimal.malformed', 'portions[0].amount'],
    ['a portion without a tax', { portions: [{ ...first, taxes: [] }, second] }, 'tax.answer_invalid', 'portions[0].taxes'],
    ['a tax twice on a portion', { portions: [{ ...first, taxes: [tax!.key, tax!.key] }, second] }, 'tax.answer_invalid', 'portions[0].taxes'],
    ['nine taxes on a portion', { portions: [{ ...first, taxes: Array.from({ length: 9 }, () => tax!.key) }, second] }, 'tax.answer_invalid', 'portions[0].taxes'],
    ['a tax that is not stated', { taxes: [] }, 'tax.answer_invalid', 'portions[0].taxes[0]'],
    ['a tax that applies to nothing', { taxes: [tax!, idle] }, 'tax.answer_invalid', 'taxes[1]'],
    ['a tax that is stated twice', { taxes: [tax!, tax!] }, 'tax.answer_invalid', 'taxes[1].key'],
    ['a rate that was changed', { taxes: [{ ...tax!, percent: '16' }] }, 'tax.answer_invalid', 'taxes[0].key'],
    ['an unknown state', { state: 'done' as never }, 'tax.answer_invalid', 'state'],
    ['a filed answer without a reference', { state: 'committed' }, 'tax.answer_invalid', 'reference'],
    ['a provider without a version', { provider: { name: 'p', version: '' } }, 'text.empty', 'provider.version'],
  ])('refuses %s', (_, changes, code, field) => {
    expect(refusalOf(() => checkTaxAnswer(request, { ...answer, ...changes }))).toEqual({ code, field })
  })

  it('refuses a tax on a line that is not taxable', () => {
    const untaxed = taxRequest([taxLine('a', '100', { taxable: false })])
    expect(refusalOf(() => checkTaxAnswer(untaxed, taxAnswer(untaxed, [vat19])))).toEqual({ code: 'tax.answer_mismatch', field: 'portions[0].taxes[0]' })
  })
})
