import { compare, multiply, type Decimal } from '@farthing/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fxSnapshot } from '../currencies/fx-snapshot.js'
import { arbitraryInvoiceInput } from '../testing/arbitrary-charges.js'
import { assertInvoiceAddsUp, assertRoundedOnce } from '../testing/invoice-laws.js'
import { assembleInvoice } from './assemble-invoice.js'

/** From 0.0000001 to 0.2. */
const arbitraryRate = fc.integer({ min: 1, max: 2_000_000 }).map((units): Decimal => `0.${String(units).padStart(7, '0')}` as Decimal)

describe('charges of any currency on a document in another', () => {
  it('add up, are rounded once, and every line is its exact amount times the rate', () => {
    fc.assert(
      fc.property(arbitraryInvoiceInput(), arbitraryRate, fc.constantFrom('perLine', 'perTotal'), (input, rate, scope) => {
        const quote = input.currency === 'EUR' ? 'USD' : 'EUR'
        const snapshot = fxSnapshot({ base: input.currency, quote, rate, inverse: { rule: 'refuse' }, provider: 'own', at: input.to })
        const invoice = assembleInvoice({ ...input, currency: quote, rounding: { mode: 'half-even', scope }, terms: { conversions: [snapshot] } })
        assertInvoiceAddsUp(invoice)
        assertRoundedOnce(invoice)
        for (const { exact, conversion } of invoice.lines) expect(compare(exact, multiply(conversion?.exact ?? '0', rate))).toBe(0)
        expect(invoice.conversions).toEqual(invoice.lines.length === 0 ? undefined : [snapshot])
      }),
      { numRuns: 1000 },
    )
  })
})
