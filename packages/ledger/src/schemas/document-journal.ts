import { decimalSchema, hashSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'

const statusSchema = z.enum(['draft', 'issued', 'partially_paid', 'paid', 'overdue', 'uncollectible', 'void', 'credited'])

/** One step in the life of a document. That it follows the one before is for `invoiceState` to say. */
export const invoiceStatusRecordSchema = z
  .strictObject({
    document: hashSchema,
    revision: z.int().min(1),
    cause: z.enum(['issue', 'fall_due', 'write_off', 'void', 'payment', 'credit_note', 'refund', 'chargeback', 'supplementary_invoice', 'cancel']),
    from: statusSchema,
    to: statusSchema,
    amount: decimalSchema.exactOptional(),
    settled: decimalSchema,
    payable: decimalSchema.exactOptional(),
    at: instantSchema,
    actor: identifierSchema,
    reason: z.string().min(1).max(1_000).exactOptional(),
    reference: identifierSchema.exactOptional(),
  })
  .readonly()

/** One step of a delivery. That it follows the one before is for `deliveryStep` to say. */
export const documentDeliverySchema = z
  .strictObject({
    kind: identifierSchema,
    provider: identifierSchema,
    document: hashSchema,
    revision: z.int().min(1),
    state: z.enum(['pending', 'delivered', 'failed']),
    id: identifierSchema.exactOptional(),
    at: instantSchema,
    because: z.string().min(1).max(1_000).exactOptional(),
  })
  .readonly()
