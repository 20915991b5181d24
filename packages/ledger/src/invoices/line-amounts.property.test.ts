import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryInvoiceInput } from '../testing/arbitrary-charges.js'
import { assembleInvoice } from './assemble-invoice.js'
import { lineAmounts } from './line-amounts.js'

it('gives the amounts of the lines of the invoice, whatever the policy and the order of charges', () => {
  fc.assert(
    fc.property(arbitraryInvoiceInput(), (input) => {
      const { lines } = assembleInvoice({ ...input, zeroLines: 'keep', terms: {} })
      const amounts = lineAmounts([...input.charges].reverse(), input.rounding, input.currency)
      expect(lines.map(({ id }) => [id, amounts.get(id)])).toEqual(lines.map(({ id, amount }) => [id, amount]))
    }),
    { numRuns: 50 }, // one run assembles an invoice of up to 40 lines
  )
})
