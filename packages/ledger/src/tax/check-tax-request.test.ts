import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { october, taxLine, taxRequest } from '../test/sample-tax.js'
import { checkTaxRequest } from './check-tax-request.js'
import type { TaxExemption, TaxParty, TaxRequest, TaxRequestLine } from './tax-request.js'

const { seller, customer } = taxRequest([])
const exemption: TaxExemption = { jurisdiction: 'DE', reason: { code: 'VATEX-EU-143', text: 'International organisation' } }
const party = (change: Partial<TaxParty>): Partial<TaxRequest> => ({ seller: { ...seller, ...change } })
const exempt = (change: Partial<TaxExemption>): Partial<TaxRequest> => ({ customer: { ...customer, exemptions: [{ ...exemption, ...change }] } })
const lines = (...changes: readonly Partial<TaxRequestLine>[]): Partial<TaxRequest> => ({ lines: changes.map((change) => taxLine('a', '1', change)) })

describe('checkTaxRequest', () => {
  it('takes lines of any sign and no lines, open and bounded exemptions', () => {
    for (const changes of [lines({ amount: '-1' }), lines(), exempt({}), exempt({ ...october, tax: 'vat', category: 'saas', certificate: 'C-1' })]) {
      checkTaxRequest({ ...taxRequest([]), ...changes })
    }
  })

  it.each<readonly [name: string, changes: Partial<TaxRequest>, code: string, field: string]>([
    ['an empty document', { document: '' }, 'text.empty', 'document'],
    ['an unknown currency', { currency: 'eur' }, 'money.currency_unknown', 'currency'],
    ['gold', { currency: 'XAU' }, 'money.no_minor_units', 'currency'],
    ['half inclusive prices', { prices: 'mixed' as never }, 'tax.request_invalid', 'prices'],
    ['a day as tax point', { taxPoint: '2026-11-02' }, 'time.malformed', 'taxPoint'],
    ['an unknown rule', { taxPointRule: 'payment' as never }, 'tax.request_invalid', 'taxPointRule'],
    ['a seller from nowhere', party({ jurisdiction: '' }), 'text.empty', 'seller.jurisdiction'],
    ['a registration without a number', party({ registrations: [{ tax: 'vat', jurisdiction: 'DE', number: '' }] }), 'text.empty', 'seller.registrations[0].number'],
    ['too many registrations', party({ registrations: Array.from({ length: 101 }, () => ({ tax: 'vat', jurisdiction: 'DE', number: '1' })) }), 'tax.request_invalid', 'seller.registrations'],
    ['an exemption without a reason', exempt({ reason: { code: '', text: '' } }), 'text.empty', 'customer.exemptions[0].reason.code'],
    ['an exemption that ends first', exempt({ from: october.to, to: october.from }), 'period.ends_before_start', 'customer.exemptions[0]'],
    ['an exemption until nonsense', exempt({ to: 'tomorrow' }), 'time.malformed', 'customer.exemptions[0].to'],
    ['too many exemptions', { customer: { ...customer, exemptions: Array.from({ length: 101 }, () => exemption) } }, 'tax.request_invalid', 'customer.exemptions'],
    ['an amount that is no number', lines({ amount: 'NaN' as never }), 'decimal.malformed', 'lines[0].amount'],
    ['a line that ends first', lines({ to: october.from }), 'period.ends_before_start', 'lines[0]'],
    ['a line that may be taxable', lines({ taxable: undefined as never }), 'tax.request_invalid', 'lines[0].taxable'],
    ['an empty region', lines({ region: '' }), 'text.empty', 'lines[0].region'],
    ['a key twice', lines({}, {}), 'tax.request_invalid', 'lines[1].key'],
    ['100,001 lines', lines(...Array.from({ length: 100_001 }, () => ({}))), 'tax.request_invalid', 'lines'],
  ])('refuses %s', (_, changes, code, field) => {
    expect(refusalOf(() => checkTaxRequest({ ...taxRequest([]), ...changes }))).toEqual({ code, field })
  })
})
