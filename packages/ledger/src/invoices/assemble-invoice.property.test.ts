import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import { arbitraryInvoiceInput } from '../testing/arbitrary-charges.js'
import { assertInvoiceAddsUp, assertOrderFree, assertRoundedOnce } from '../testing/invoice-laws.js'
import { assembleInvoice } from './assemble-invoice.js'

describe('assembleInvoice, in every currency and under every rounding policy', () => {
  it('adds up: sub-lines to lines, lines to totals', () => {
    fc.assert(
      fc.property(arbitraryInvoiceInput(), (input) => {
        assertInvoiceAddsUp(assembleInvoice(input))
      }),
      { numRuns: 1000 },
    )
  })

  it('rounds once, and every share stays within one unit (R-ROUNDONCE, R-ALLOC)', () => {
    fc.assert(
      fc.property(arbitraryInvoiceInput(), (input) => {
        assertRoundedOnce(assembleInvoice(input))
      }),
      { numRuns: 1000 },
    )
  })

  it('does not depend on the order of charges (V-DETERMINISM)', () => {
    const reordered = arbitraryInvoiceInput().chain((input) =>
      fc.tuple(fc.constant(input), fc.shuffledSubarray([...input.charges], { minLength: input.charges.length })),
    )
    fc.assert(
      fc.property(reordered, ([input, charges]) => {
        assertOrderFree(input, charges)
      }),
      { numRuns: 1000 },
    )
  })
})
