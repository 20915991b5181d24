import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { vat19 } from '../test/sample-tax.js'
import { checkKeyedTerms, checkTaxTerms } from './check-tax-terms.js'
import type { TaxTermsContent } from './tax-answer.js'
import { taxKeyOf, taxTerms } from './tax-key.js'

const reason = { code: 'VATEX-EU-AE', text: 'Reverse charge' }
const registration = { tax: 'vat', jurisdiction: 'AT', number: 'ATU12345678' }
const zero = { ...vat19, percent: '0', treatment: 'zero', categoryCode: 'Z' } as const
const reverse: TaxTermsContent = { ...vat19, percent: '0', treatment: 'reverse_charge', categoryCode: 'AE', reason, sellerRegistration: registration, customerRegistration: registration }
const { customerRegistration: _, ...halfReverse } = reverse

describe('checkTaxTerms', () => {
  it.each<readonly [name: string, terms: TaxTermsContent]>([
    ['a standard rate', vat19],
    ['a reduced rate of the Canary Islands', { ...vat19, treatment: 'reduced', categoryCode: 'L', percent: '3' }],
    ['twelve digits', { ...vat19, percent: '33.3333333333' }],
    ['a thousand percent', { ...vat19, percent: '1000' }],
    ['a zero rate', zero],
    ['an export', { ...zero, treatment: 'exempt', categoryCode: 'G', reason }],
    ['out of scope', { ...zero, treatment: 'out_of_scope', categoryCode: 'O', reason }],
    ['reverse charge', reverse],
  ])('takes %s', (_name, terms) => {
    checkTaxTerms(terms, 'tax')
    checkKeyedTerms(taxTerms(terms), 'tax')
  })

  it.each<readonly [name: string, terms: TaxTermsContent, code: string, field: string]>([
    ['an unknown treatment', { ...vat19, treatment: 'super' as never }, 'tax.answer_invalid', 'tax.treatment'],
    ['a treatment of every object', { ...vat19, treatment: 'toString' as never }, 'tax.answer_invalid', 'tax.treatment'],
    ['a code of another treatment', { ...vat19, categoryCode: 'Z' }, 'tax.answer_invalid', 'tax.categoryCode'],
    ['a standard rate of zero', { ...vat19, percent: '0' }, 'tax.answer_invalid', 'tax.percent'],
    ['a zero rate of 19', { ...zero, percent: '19' }, 'tax.answer_invalid', 'tax.percent'],
    ['a negative rate', { ...vat19, percent: '-19' }, 'tax.answer_invalid', 'tax.percent'],
    ['more than a thousand percent', { ...vat19, percent: '1000.1' }, 'tax.answer_invalid', 'tax.percent'],
    ['thirteen digits', { ...vat19, percent: '33.33333333333' }, 'tax.answer_invalid', 'tax.percent'],
    ['a rate that is not canonical', { ...vat19, percent: '19.0' }, 'tax.answer_invalid', 'tax.percent'],
    ['a rate that is no number', { ...vat19, percent: 'NaN' as never }, 'decimal.malformed', 'tax.percent'],
    ['an exemption without a reason', { ...zero, treatment: 'exempt', categoryCode: 'E' }, 'tax.answer_invalid', 'tax.reason'],
    ['a reason for a standard rate', { ...vat19, reason }, 'tax.answer_invalid', 'tax.reason'],
    ['reverse charge on half a registration', halfReverse, 'tax.answer_invalid', 'tax.customerRegistration'],
    ['a tax without a name', { ...vat19, tax: '' }, 'text.empty', 'tax.tax'],
  ])('refuses %s', (_name, terms, code, field) => {
    expect(refusalOf(() => checkTaxTerms(terms, 'tax'))).toEqual({ code, field })
  })

  it('finds a key and basis points that are not those of the content', () => {
    const terms = taxTerms(vat19)
    expect(refusalOf(() => checkKeyedTerms({ ...terms, percent: '16' }, 'tax'))).toEqual({ code: 'tax.answer_invalid', field: 'tax.key' })
    expect(refusalOf(() => checkKeyedTerms({ ...terms, basisPoints: '190' }, 'tax'))).toEqual({ code: 'tax.answer_invalid', field: 'tax.basisPoints' })
  })

  it('has another key for anything that differs', () => {
    const changes: readonly Partial<TaxTermsContent>[] = [
      { tax: 'gst' }, { jurisdiction: 'AT' }, { percent: '20' }, { treatment: 'reduced' }, { categoryCode: 'L' }, { compound: true },
      { reason }, { sellerRegistration: registration }, { customerRegistration: registration },
    ]
    const keys = [{}, ...changes].map((change) => taxKeyOf({ ...vat19, ...change }))
    expect(new Set(keys).size).toBe(keys.length)
  })
})
