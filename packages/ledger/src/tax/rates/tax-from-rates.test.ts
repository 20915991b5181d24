import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/refusal-of.js'
import { taxLine, taxRequest } from '../../test/sample-tax.js'
import { checkTaxAnswer } from '../check-tax-answer.js'
import type { TaxRequest, TaxRequestLine } from '../tax-request.js'
import { taxFromRates } from './tax-from-rates.js'
import type { TaxRateBook } from './tax-rate-book.js'

const change = '2026-10-22T00:00:00Z'
const book: TaxRateBook = {
  name: 'rates',
  version: '2026-10',
  defaultCategory: 'saas',
  rates: [
    { jurisdiction: 'DE', category: 'saas', to: change, taxes: [{ tax: 'vat', treatment: 'standard', percent: '16' }] },
    { jurisdiction: 'DE', category: 'saas', from: change, taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] },
    { jurisdiction: 'DE', category: 'books', taxes: [{ tax: 'vat', treatment: 'reduced', percent: '7' }] },
    { jurisdiction: 'AT', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '20' }] },
    { jurisdiction: 'CA-QC', category: 'saas', taxes: [{ tax: 'gst', jurisdiction: 'CA', treatment: 'standard', percent: '5' }, { tax: 'qst', treatment: 'standard', percent: '9.975', compound: true }] },
    { jurisdiction: 'CH', category: 'saas', taxes: [{ tax: 'vat', treatment: 'out_of_scope', reason: { code: 'not-registered', text: 'Not taxable here' } }] },
  ],
  reverseCharge: [
    { tax: 'vat', jurisdictions: ['AT', 'FR'], sellers: ['DE'], reason: { code: 'VATEX-EU-AE', text: 'Reverse charge' } },
    { tax: 'vat', jurisdictions: ['DE'], categories: ['saas'], reason: { code: 'VATEX-EU-AE', text: 'Reverse charge' } },
  ],
  untaxed: { tax: 'vat', treatment: 'out_of_scope', reason: { code: 'deposit', text: 'No supply' } },
}
const answer = taxFromRates(book)

const austrian = { id: 'wien', jurisdiction: 'AT', registrations: [] }
const registered = { ...austrian, registrations: [{ tax: 'vat', jurisdiction: 'AT', number: 'ATU12345678' }] }
const berlin = { id: 'berlin', jurisdiction: 'DE', registrations: [{ tax: 'vat', jurisdiction: 'DE', number: 'DE222222220' }] }
const swiss = { id: 'zurich', jurisdiction: 'CH', registrations: [{ tax: 'vat', jurisdiction: 'CH', number: 'CHE-123.456.788' }] }
const books = { ...berlin, exemptions: [{ jurisdiction: 'DE', category: 'books', reason: { code: 'X', text: 'Library' } }, { jurisdiction: 'CH', reason: { code: 'X', text: 'Library' } }] }
const exempt = { id: 'acme', jurisdiction: 'DE', registrations: [], exemptions: [{ jurisdiction: 'DE', reason: { code: 'VATEX-EU-143', text: 'Organisation' }, to: change }] }
const quebec = { id: 'montreal', jurisdiction: 'CA-QC', registrations: [], exemptions: [{ jurisdiction: 'CA-QC', tax: 'qst', reason: { code: 'QC', text: 'Exempt from QST' } }] }

interface Card {
  readonly name: string
  readonly request?: Partial<TaxRequest>
  readonly line?: Partial<TaxRequestLine>
  /** Amount of each portion, and its taxes. */
  readonly portions: readonly (readonly [amount: string, ...taxes: readonly string[]])[]
}

const cards: readonly Card[] = [
  { name: 'the rate at the last instant of the line', portions: [['310', 'DE vat standard 19']] },
  { name: 'the rate at its first', request: { taxPointRule: 'line_start' }, portions: [['310', 'DE vat standard 16']] },
  { name: 'the old rate, for a line that ends as the new one starts', line: { to: change }, portions: [['310', 'DE vat standard 16']] },
  { name: 'the rate of the document', request: { taxPointRule: 'document', taxPoint: '2026-10-21T23:59:59.999999Z' }, portions: [['310', 'DE vat standard 16']] },
  { name: 'both rates, the amount shared by time', request: { taxPointRule: 'split' }, portions: [['210', 'DE vat standard 16'], ['100', 'DE vat standard 19']] },
  { name: 'one portion where nothing changes', request: { taxPointRule: 'split', customer: austrian }, portions: [['310', 'AT vat standard 20']] },
  { name: 'one portion where what changes is not about it', request: { taxPointRule: 'split', customer: exempt }, line: { region: 'AT' }, portions: [['310', 'AT vat standard 20']] },
  { name: 'a category', line: { category: 'books' }, portions: [['310', 'DE vat reduced 7']] },
  { name: 'a region before the place of the customer', line: { region: 'AT' }, portions: [['310', 'AT vat standard 20']] },
  { name: 'a customer abroad without a number', request: { customer: austrian }, portions: [['310', 'AT vat standard 20']] },
  { name: 'a customer abroad with a number', request: { customer: registered }, portions: [['310', 'AT vat reverse_charge 0']] },
  { name: 'a customer at home with a number', request: { customer: berlin }, portions: [['310', 'DE vat standard 19']] },
  { name: 'a seller from abroad, where the rule names no sellers', request: { seller: registered, customer: berlin }, portions: [['310', 'DE vat reverse_charge 0']] },
  { name: 'a category that the rule does not name', request: { seller: registered, customer: berlin }, line: { category: 'books' }, portions: [['310', 'DE vat reduced 7']] },
  { name: 'a seller that the rule does not name', request: { seller: swiss, customer: registered }, portions: [['310', 'AT vat standard 20']] },
  { name: 'a federal tax and one on top of it', request: { customer: { ...quebec, exemptions: [] } }, portions: [['310', 'CA gst standard 5', 'CA-QC qst standard 9.975 compound']] },
  { name: 'an exemption from one of two taxes', request: { customer: quebec }, portions: [['310', 'CA gst standard 5', 'CA-QC qst exempt 0']] },
  { name: 'an exemption that has ended', request: { customer: exempt }, portions: [['310', 'DE vat standard 19']] },
  { name: 'an exemption that ends inside the line', request: { customer: exempt, taxPointRule: 'split' }, portions: [['210', 'DE vat exempt 0'], ['100', 'DE vat standard 19']] },
  { name: 'an exemption of one category', request: { customer: books }, line: { category: 'books' }, portions: [['310', 'DE vat exempt 0']] },
  { name: 'the other categories', request: { customer: books }, portions: [['310', 'DE vat standard 19']] },
  { name: 'nothing to be exempt from', request: { customer: books }, line: { region: 'CH' }, portions: [['310', 'CH vat out_of_scope 0']] },
  { name: 'out of scope by configuration', line: { region: 'CH' }, portions: [['310', 'CH vat out_of_scope 0']] },
  { name: 'a line that is not taxable', line: { taxable: false }, portions: [['310', 'DE vat out_of_scope 0']] },
]

describe('taxFromRates', () => {
  it.each(cards)('$name', ({ request: changes = {}, line = {}, portions }) => {
    const request = taxRequest([taxLine('a', '310', line)], changes)
    const given = answer(request)
    checkTaxAnswer(request, given)
    const named = new Map(given.taxes.map(({ key, jurisdiction, tax, treatment, percent, compound }) => [key, `${jurisdiction} ${tax} ${treatment} ${percent}${compound ? ' compound' : ''}`]))
    expect(given.portions.map(({ amount, taxes }) => [amount, ...taxes.map((key) => named.get(key))])).toEqual(portions)
    expect(given).toMatchObject({ provider: { name: 'rates', version: '2026-10' }, state: 'quoted', currency: 'EUR' })
  })

  it('taxes where the seller is, where the book says so', () => {
    const request = taxRequest([taxLine('a', '310'), taxLine('b', '1', { region: 'AT' })], { customer: austrian })
    const { portions, taxes } = taxFromRates({ ...book, place: 'seller' })(request)
    const places = portions.map((portion) => taxes.find(({ key }) => key === portion.taxes[0])?.jurisdiction)
    expect(places).toEqual(['DE', 'AT'])
  })

  it('cuts at the change and gives each portion the last of its instants', () => {
    const { portions } = answer(taxRequest([taxLine('a', '310')], { taxPointRule: 'split' }))
    expect(portions).toMatchObject([
      { from: '2026-10-01T00:00:00.000000Z', to: '2026-10-22T00:00:00.000000Z', taxPoint: '2026-10-21T23:59:59.999999Z' },
      { from: '2026-10-22T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z', taxPoint: '2026-10-31T23:59:59.999999Z' },
    ])
  })

  it('names the registrations that a tax stands on', () => {
    const { taxes } = answer(taxRequest([taxLine('a', '1')], { customer: registered }))
    expect(taxes).toMatchObject([{ categoryCode: 'AE', sellerRegistration: { number: 'DE111111125' }, customerRegistration: { number: 'ATU12345678' }, reason: { code: 'VATEX-EU-AE' } }])
    const [home] = answer(taxRequest([taxLine('a', '1')])).taxes
    expect(home).toMatchObject({ sellerRegistration: { number: 'DE111111125' } })
    expect(home).not.toHaveProperty('customerRegistration')
  })

  it.each<readonly [name: string, changes: Partial<TaxRateBook>, line: Partial<TaxRequestLine>, request: Partial<TaxRequest>]>([
    ['a place without a rate', {}, { region: 'US-CA' }, {}],
    ['the province of a country with one', {}, { region: 'DE-BY' }, {}],
    ['a category without a rate', {}, { category: 'toys' }, {}],
    ['no category at all', { rates: book.rates.map((row) => ({ ...row })), defaultCategory: undefined as never }, {}, {}],
    ['a time without a rate', { rates: [{ ...book.rates[1]!, from: '2026-11-01T00:00:00Z' }] }, {}, {}],
    ['a part of a line without a rate', { rates: [book.rates[1]!] }, {}, { taxPointRule: 'split' }],
    ['a line that is not taxable, without a rule', { untaxed: undefined as never }, { taxable: false }, {}],
    ['reverse charge without a number of the seller', { rates: [] }, { region: 'AT' }, { customer: registered, seller: { id: 'default', jurisdiction: 'DE', registrations: [] } }],
  ])('makes up nothing for %s', (_, changes, line, request) => {
    const { defaultCategory, untaxed, ...rest } = { ...book, ...changes }
    const ask = taxFromRates({ ...rest, ...(defaultCategory === undefined ? {} : { defaultCategory }), ...(untaxed === undefined ? {} : { untaxed }) })
    expect(refusalOf(() => ask(taxRequest([taxLine('a', '1', line)], request)))).toEqual({ code: 'tax.rate_missing', field: 'lines[0]' })
  })

  it('does not depend on the order of rates', () => {
    const request = taxRequest([taxLine('a', '310'), taxLine('b', '7', { category: 'books' })], { taxPointRule: 'split' })
    expect(taxFromRates({ ...book, rates: [...book.rates].reverse() })(request)).toEqual(answer(request))
  })

  it('splits amounts finer than a minor unit at their own digits', () => {
    const { portions } = answer(taxRequest([taxLine('a', '0.0031')], { taxPointRule: 'split' }))
    expect(portions.map(({ amount }) => amount)).toEqual(['0.0021', '0.001'])
  })

  it('refuses a request that is not in order', () => {
    expect(refusalOf(() => answer(taxRequest([taxLine('a', '1'), taxLine('a', '1')])))).toEqual({ code: 'tax.request_invalid', field: 'lines[1].key' })
  })

  it('checks the book before anything is asked', () => {
    expect(refusalOf(() => taxFromRates({ ...book, rates: [book.rates[0]!, book.rates[0]!] }))).toEqual({ code: 'tax.rates_invalid', field: 'rates[1]' })
  })
})
