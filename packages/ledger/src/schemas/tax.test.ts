import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { fxSnapshot } from '../currencies/fx-snapshot.js'
import { presentAmounts } from '../currencies/present-amounts.js'
import { taxAnswer, taxLine, taxRequest, vat19 } from '../test/sample-tax.js'
import { arbitraryTaxCase } from '../testing/arbitrary-tax.js'
import { computeTax } from '../tax/compute-tax.js'
import type { TaxRateBook } from '../tax/rates/tax-rate-book.js'
import { currencySettingsSchema, fxRateBookSchema, fxSnapshotSchema, presentationSchema } from './currencies.js'
import { documentTaxSchema } from './document-tax.js'
import { taxAnswerSchema, taxTermsSchema } from './tax-answer.js'
import { taxRateBookSchema } from './tax-rate-book.js'
import { taxRequestSchema } from './tax-request.js'

const request = taxRequest([taxLine('a', '100', { category: 'saas', region: 'DE', product: 'api' })], {
  customer: { id: 'acme', jurisdiction: 'DE', registrations: [], exemptions: [{ jurisdiction: 'FR', reason: { code: 'X', text: 'Exempt' }, certificate: 'C', to: '2027-01-01T00:00:00.000000Z' }] },
})
const answer = taxAnswer(request, [vat19])
const rate = { base: 'EUR', quote: 'USD', rate: '1.08', inverse: { rule: 'stated', rate: '0.92' }, at: '2026-10-30T00:00:00.000000Z' } as const
const snapshot = fxSnapshot({ ...rate, provider: 'ecb' })
const book: TaxRateBook = {
  name: 'rates',
  version: '1',
  place: 'customer',
  defaultCategory: 'saas',
  rates: [{ jurisdiction: 'DE', category: 'saas', from: '2021-01-01T00:00:00.000000Z', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19', compound: false }] }],
  reverseCharge: [{ tax: 'vat', jurisdictions: ['AT'], sellers: ['DE'], reason: { code: 'VATEX-EU-AE', text: 'Reverse charge' } }],
  untaxed: { tax: 'vat', treatment: 'out_of_scope', reason: { code: 'X', text: 'No supply' } },
}

describe('a schema accepts what the library makes, and gives it back unchanged', () => {
  it('requests, answers and figures', () => {
    fc.assert(
      fc.property(arbitraryTaxCase(), (one) => {
        const tax = computeTax(one.request, one.answer, one.policy)
        expect(taxRequestSchema.parse(one.request)).toStrictEqual(one.request)
        expect(taxAnswerSchema.parse(one.answer)).toStrictEqual(one.answer)
        expect(documentTaxSchema.parse(tax)).toStrictEqual(tax)
      }),
      { numRuns: 1000 },
    )
  })

  it.each<readonly [name: string, schema: z.ZodType, value: unknown]>([
    ['a request with all that may be absent', taxRequestSchema, request],
    ['a filed answer', taxAnswerSchema, { ...answer, state: 'committed', reference: 'T-1' }],
    ['a snapshot', fxSnapshotSchema, snapshot],
    ['configured rates of exchange', fxRateBookSchema, { provider: 'ecb', rates: [rate, { ...rate, inverse: { rule: 'refuse' } }], maxAgeMs: 1 }],
    ['a presentation', presentationSchema, presentAmounts({ amounts: [{ key: 'a', amount: '1' }], currency: 'EUR', snapshot, mode: 'half-even' })],
    ['what a tenant says about currencies', currencySettingsSchema, { default: 'EUR', allowed: ['EUR', 'USD'], presentation: 'CHF' }],
    ['configured tax rates', taxRateBookSchema, book],
  ])('%s', (_, schema, value) => {
    expect(schema.parse(value)).toStrictEqual(value)
  })
})

describe('and refuses the rest', () => {
  const [tax] = answer.taxes
  const document = computeTax(request, answer, { mode: 'half-even' })
  it.each<readonly [name: string, schema: z.ZodType, value: unknown, message: string]>([
    ['a key twice', taxRequestSchema, { ...request, lines: [...request.lines, ...request.lines] }, 'unique keys'],
    ['a number for an amount', taxRequestSchema, { ...request, lines: [{ ...request.lines[0], amount: 100 }] }, 'Invalid input'],
    ['a field too many', taxRequestSchema, { ...request, note: '' }, 'Unrecognized key'],
    ['a rate that was changed', taxTermsSchema, { ...tax, percent: '16', basisPoints: '1600' }, 'is not the hash of its content'],
    ['an unknown treatment', taxAnswerSchema, { ...answer, taxes: [{ ...tax, treatment: 'super' }] }, 'Invalid option'],
    ['a portion without a tax', taxAnswerSchema, { ...answer, portions: [{ ...answer.portions[0], taxes: [] }] }, 'Too small'],
    ['an amount that is not canonical', documentTaxSchema, { ...document, totals: { ...document.totals, tax: '19.00' } }, 'canonical'],
    ['a snapshot that was changed', fxSnapshotSchema, { ...snapshot, rate: '1.09' }, 'is not the hash of its content'],
    ['a rule without its rate', fxRateBookSchema, { provider: 'ecb', rates: [{ ...rate, inverse: { rule: 'stated' } }] }, 'Invalid input'],
    ['an unknown currency', currencySettingsSchema, { default: 'eur' }, 'ISO 4217'],
    ['two rows for one time', taxRateBookSchema, { ...book, rates: [...book.rates, ...book.rates] }, 'one row for a jurisdiction'],
  ])('%s', (_, schema, value, message) => {
    expect(schema.safeParse(value).error?.message ?? 'accepted').toContain(message)
  })
})
