import * as fc from 'fast-check'
import { addAll, compare, fromMinorUnits, type Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { assembleInvoice } from '../../invoices/assemble-invoice.js'
import { issueInvoice } from '../../invoices/issue-invoice.js'
import { arbitraryInvoiceInput } from '../../testing/arbitrary-charges.js'
import { assertBalanced } from '../../testing/book-laws.js'
import { postInvoice } from './post-invoice.js'

describe('postInvoice, in every currency', () => {
  it('is balanced, and debits what is payable to the minor unit', () => {
    fc.assert(
      fc.property(arbitraryInvoiceInput(), (input) => {
        const invoice = issueInvoice(assembleInvoice(input), { number: '1', series: 'INV', issuedAt: '2026-11-02T00:00:00Z', ratings: [] })
        const posting = postInvoice(invoice)
        if (posting === undefined) {
          expect(invoice.lines.every((line) => compare(line.amount, '0') === 0)).toBe(true)
          return
        }
        assertBalanced(posting)
        const receivable = posting.entries.filter(({ account }) => account.role === 'receivable').map(({ amountMinor }) => amountMinor as Decimal)
        const debited = fromMinorUnits(addAll(receivable), invoice.currency)
        expect(compare(debited.amount, invoice.totals.payable)).toBe(0)
      }),
      { numRuns: 1000 },
    )
  })
})
