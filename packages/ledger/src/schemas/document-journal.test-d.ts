import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { DocumentDelivery } from '../invoices/documents/document-delivery.js'
import type { InvoiceStatusRecord } from '../invoices/lifecycle/invoice-status.js'
import type { documentDeliverySchema, invoiceStatusRecordSchema } from './document-journal.js'

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof invoiceStatusRecordSchema>>().toEqualTypeOf<InvoiceStatusRecord>()
  expectTypeOf<z.output<typeof documentDeliverySchema>>().toEqualTypeOf<DocumentDelivery>()
})
