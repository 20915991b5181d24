import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/refusal-of.js'
import { checkTaxRateBook } from './check-tax-rate-book.js'
import type { RatedTax, ReverseChargeRule, TaxRateBook, TaxRateRow } from './tax-rate-book.js'

const vat: RatedTax = { tax: 'vat', treatment: 'standard', percent: '19' }
const row: TaxRateRow = { jurisdiction: 'DE', category: 'saas', taxes: [vat] }
const rule: ReverseChargeRule = { tax: 'vat', jurisdictions: ['AT'], reason: { code: 'VATEX-EU-AE', text: 'Reverse charge' } }
const book: TaxRateBook = { name: 'rates', version: '1', rates: [row] }
const [july, october] = ['2020-07-01T00:00:00Z', '2020-10-01T00:00:00Z']

describe('checkTaxRateBook', () => {
  it.each<readonly [name: string, changes: Partial<TaxRateBook>]>([
    ['no rates', { rates: [] }],
    ['rates one after the other, in any order', { rates: [{ ...row, from: october }, { ...row, to: july }, { ...row, from: july, to: october }] }],
    ['the same time in another place or category', { rates: [row, { ...row, jurisdiction: 'AT' }, { ...row, category: 'books' }] }],
    ['rules', { reverseCharge: [rule], untaxed: { tax: 'vat', treatment: 'out_of_scope', reason: rule.reason }, defaultCategory: 'saas', place: 'seller' }],
  ])('takes %s', (_, changes) => {
    checkTaxRateBook({ ...book, ...changes })
  })

  it.each<readonly [name: string, changes: Partial<TaxRateBook>, code: string, field: string]>([
    ['two rows for one time', { rates: [row, { ...row, from: july }] }, 'tax.rates_invalid', 'rates[1]'],
    ['a row that ends a microsecond late', { rates: [{ ...row, from: july }, { ...row, to: '2020-07-01T00:00:00.000001Z' }] }, 'tax.rates_invalid', 'rates[1]'],
    ['the same row twice', { rates: [row, row] }, 'tax.rates_invalid', 'rates[1]'],
    ['a row that ends first', { rates: [{ ...row, from: october, to: july }] }, 'period.ends_before_start', 'rates[0]'],
    ['a row without taxes', { rates: [{ ...row, taxes: [] }] }, 'tax.rates_invalid', 'rates[0].taxes'],
    ['nine taxes', { rates: [{ ...row, taxes: Array.from({ length: 9 }, () => vat) }] }, 'tax.rates_invalid', 'rates[0].taxes'],
    ['a tax twice in a row', { rates: [{ ...row, taxes: [vat, { ...vat, percent: '7' }] }] }, 'tax.rates_invalid', 'rates[0].taxes[1]'],
    ['a standard rate of nothing', { rates: [{ ...row, taxes: [{ tax: 'vat', treatment: 'standard' }] }] }, 'tax.rates_invalid', 'rates[0].taxes[0].percent'],
    ['an exemption without a reason', { rates: [{ ...row, taxes: [{ tax: 'vat', treatment: 'exempt' }] }] }, 'tax.rates_invalid', 'rates[0].taxes[0].reason'],
    ['an unknown treatment', { rates: [{ ...row, taxes: [{ ...vat, treatment: 'none' as never }] }] }, 'tax.rates_invalid', 'rates[0].taxes[0].treatment'],
    ['reverse charge in a row', { rates: [{ ...row, taxes: [{ ...vat, treatment: 'reverse_charge' }] }] }, 'tax.rates_invalid', 'rates[0].taxes[0].treatment'],
    ['reverse charge nowhere', { reverseCharge: [{ ...rule, jurisdictions: [] }] }, 'tax.rates_invalid', 'reverseCharge[0].jurisdictions'],
    ['a place that is none', { place: 'warehouse' as never }, 'tax.rates_invalid', 'place'],
    ['a book without a version', { version: '' }, 'text.empty', 'version'],
    ['100,001 rates', { rates: Array.from({ length: 100_001 }, () => row) }, 'tax.rates_invalid', 'rates'],
    ['1,001 rules', { reverseCharge: Array.from({ length: 1_001 }, () => rule) }, 'tax.rates_invalid', 'reverseCharge'],
  ])('refuses %s', (_, changes, code, field) => {
    expect(refusalOf(() => checkTaxRateBook({ ...book, ...changes }))).toEqual({ code, field })
  })
})
