import { describe, expect, it } from 'vitest'
import { postInvoice } from '../book/postings/post-invoice.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { DraftInvoice } from '../invoices/invoice.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { rate } from '@farthing/pricing'
import { assertBalanced } from './book-laws.js'
import { assertInvoiceAddsUp, assertOrderFree, assertRoundedOnce } from './invoice-laws.js'

const { invoice, ratings } = sampleEvidence()
const charges = ratings.flatMap((rating) => rate(rating).charges)

/** The sample with another amount on its second line, which is 2.331 rounded to 2.33. */
function withAmount(amount: '2.34' | '2.33' | '1.33' | '2.331', changes: Partial<DraftInvoice> = {}): DraftInvoice {
  const lines = invoice.lines.map((line, index) => {
    if (index !== 1) return line
    return { ...line, amount, details: line.details.map((detail) => ({ ...detail, amount })) }
  })
  return { ...invoice, lines, ...changes }
}

describe('each law holds for what the library makes, and catches what breaks it', () => {
  it('assertInvoiceAddsUp', () => {
    const [first, second, ...rest] = invoice.lines
    assertInvoiceAddsUp(invoice)
    expect(() => {
      assertInvoiceAddsUp(withAmount('2.34'))
    }).toThrow('the lines and adjustments sum to the subtotal')
    expect(() => {
      assertInvoiceAddsUp({ ...invoice, totals: { ...invoice.totals, tax: '0.01' } })
    }).toThrow('the taxes sum to the tax total')
    expect(() => {
      assertInvoiceAddsUp({ ...invoice, totals: { ...invoice.totals, exact: '101.66' } })
    }).toThrow('the exact lines sum to the exact total')
    expect(() => {
      if (first !== undefined && second !== undefined) assertInvoiceAddsUp({ ...invoice, lines: [first, { ...second, details: [] }, ...rest] })
    }).toThrow('the sub-lines of API calls sum to it')
  })

  it('assertRoundedOnce', () => {
    assertRoundedOnce(invoice)
    expect(() => {
      assertRoundedOnce(withAmount('2.34'))
    }).toThrow('API calls is rounded once')
    const perTotal = { ...invoice.rounding, scope: 'perTotal' } as const
    expect(() => {
      assertRoundedOnce(withAmount('1.33', { rounding: perTotal }))
    }).toThrow('API calls is within one unit of its exact amount')
    expect(() => {
      assertRoundedOnce(withAmount('2.331', { rounding: perTotal }))
    }).toThrow('API calls is a multiple of the unit')
    expect(() => {
      assertRoundedOnce(withAmount('2.33', { rounding: perTotal, totals: { ...invoice.totals, subtotal: '101.67' } }))
    }).toThrow('the total is rounded once')
  })

  it('assertOrderFree', () => {
    const input = { ...invoice, charges }
    assertOrderFree(input, [...charges].reverse())
    expect(() => {
      assertOrderFree(input, charges.slice(1))
    }).toThrow('does not depend on the order')
    expect(assembleInvoice(input).contentHash).toBe(invoice.contentHash)
  })

  it('assertBalanced', () => {
    const posting = postInvoice(invoice)
    if (posting === undefined) throw new Error('the sample is due')
    assertBalanced(posting)
    const [receivable, ...others] = posting.entries
    expect(() => {
      assertBalanced({ ...posting, entries: others })
    }).toThrow('balanced in EUR')
    expect(() => {
      if (receivable !== undefined) assertBalanced({ ...posting, entries: [{ ...receivable, amountMinor: '0' }, ...others] })
    }).toThrow('a non-zero whole number')
  })
})
