import { describe, expect, it } from 'vitest'
import { deliveryStep } from '../invoices/documents/document-delivery.js'
import { moveInvoice } from '../invoices/lifecycle/move-invoice.js'
import { fullInvoice } from '../test/full-invoice.js'
import { goldenDocuments } from '../test/golden-documents.js'
import { documentDeliverySchema, invoiceStatusRecordSchema } from './document-journal.js'
import { draftInvoiceSchema } from './invoice.js'

const invoice = fullInvoice()
const at = invoice.issuedAt
const issue = moveInvoice(invoice, [], { cause: 'issue', at, actor: 'ann' })
const paid = moveInvoice(invoice, [issue], { cause: 'payment', amount: '52', at, actor: 'bank', reference: 'p1', reason: 'transfer' })
const delivered = deliveryStep([], { document: invoice.id, kind: 'invoice', provider: 'books', state: 'delivered', id: '17', at })

describe('schemas of what stands beside documents', () => {
  it.each([issue, paid])('take what the library makes, $cause', (record) => {
    expect(invoiceStatusRecordSchema.parse(record)).toEqual(record)
    expect(documentDeliverySchema.parse(delivered)).toEqual(delivered)
  })

  it('refuse the rest', () => {
    expect(invoiceStatusRecordSchema.safeParse({ ...issue, revision: 0 }).success).toBe(false)
    expect(invoiceStatusRecordSchema.safeParse({ ...issue, to: 'open' }).success).toBe(false)
    expect(invoiceStatusRecordSchema.safeParse({ ...paid, amount: '52.0' }).success).toBe(false)
    expect(documentDeliverySchema.safeParse({ ...delivered, state: 'sent' }).success).toBe(false)
    expect(documentDeliverySchema.safeParse({ ...delivered, note: 'x' }).success).toBe(false)
  })

  it('and of documents know every field that one can have', () => {
    // The ids of these lines are names and no hashes, and that is all that is wrong with them.
    for (const make of Object.values(goldenDocuments)) {
      const { issues } = draftInvoiceSchema.safeParse(make()).error ?? { issues: [] }
      expect(issues.filter(({ code }) => code === 'unrecognized_keys').flatMap((problem) => ('keys' in problem && problem.path.length > 0 ? problem.keys : []))).toEqual([])
    }
  })
})
