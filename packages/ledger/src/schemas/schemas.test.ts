import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { postInvoice } from '../book/postings/post-invoice.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { arbitraryInvoiceInput } from '../testing/arbitrary-charges.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { invoiceEvidenceSchema } from './invoice-evidence.js'
import { draftInvoiceSchema, issuedInvoiceSchema } from './invoice.js'
import { ledgerTransactionSchema } from './ledger-transaction.js'

const evidence = sampleEvidence()
const { invoice } = evidence
const posting = postInvoice(invoice)

describe('a schema accepts what the library makes, and gives it back unchanged', () => {
  it('invoices and postings', () => {
    fc.assert(
      fc.property(arbitraryInvoiceInput(), (input) => {
        const draft = assembleInvoice(input)
        const issued = issueInvoice(draft, { number: '1', series: 'INV', issuedAt: '2026-11-02T00:00:00Z', ratings: [] })
        const transaction = postInvoice(issued)
        expect(draftInvoiceSchema.parse(draft)).toStrictEqual(draft)
        expect(issuedInvoiceSchema.parse(issued)).toStrictEqual(issued)
        if (transaction !== undefined) expect(ledgerTransactionSchema.parse(transaction)).toStrictEqual(transaction)
      }),
      { numRuns: 1000 },
    )
  })

  it('evidence', () => {
    expect(invoiceEvidenceSchema.parse(evidence)).toStrictEqual(evidence)
  })
})

describe('and refuses the rest', () => {
  const [first, ...rest] = invoice.lines
  const [rating] = evidence.ratings
  it.each<readonly [name: string, schema: z.ZodType, value: unknown, message: string]>([
    ['a number for an amount', issuedInvoiceSchema, { ...invoice, totals: { ...invoice.totals, payable: 50 } }, 'Invalid input'],
    ['an amount that is not canonical', issuedInvoiceSchema, { ...invoice, totals: { ...invoice.totals, net: '50.00' } }, 'canonical'],
    ['a field too many', issuedInvoiceSchema, { ...invoice, note: '' }, 'Unrecognized key'],
    ['a draft without its hash', draftInvoiceSchema, { ...assembleInvoice({ ...invoice, charges: [] }), contentHash: '' }, 'hexadecimal'],
    ['an undefined product', issuedInvoiceSchema, { ...invoice, lines: [{ ...first, product: undefined }, ...rest] }, 'Invalid input'],
    ['tier zero', issuedInvoiceSchema, { ...invoice, lines: [{ ...first, details: [{ ...first?.details[0], tier: 0 }] }] }, 'Too small'],
    ['another format', invoiceEvidenceSchema, { ...evidence, format: 'invoice-evidence/2' }, 'Invalid input'],
    ['a carry that is a list', invoiceEvidenceSchema, { ...evidence, ratings: [{ ...rating, carryIn: [] }] }, 'plain JSON'],
    ['an unbalanced posting', ledgerTransactionSchema, { ...posting, entries: posting?.entries.slice(1) }, 'sums to zero per currency'],
    ['an unknown role', ledgerTransactionSchema, { ...posting, entries: [{ account: { role: 'toString' }, currency: 'EUR', amountMinor: '1' }] }, 'Invalid option'],
  ])('%s', (_, schema, value, message) => {
    expect(schema.safeParse(value).error?.message ?? 'accepted').toContain(message)
  })
})
