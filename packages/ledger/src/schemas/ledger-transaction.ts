import { hashSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { ledgerTransaction } from '../book/ledger-transaction.js'
import { refused } from './refused.js'

export const ledgerAccountSchema = z
  .strictObject({
    role: z.enum(['receivable', 'revenue', 'tax_payable', 'rounding']),
    account: identifierSchema.exactOptional(),
    routing: identifierSchema.exactOptional(),
  })
  .readonly()

export const ledgerEntrySchema = z.strictObject({ account: ledgerAccountSchema, currency: z.string(), amountMinor: z.string() }).readonly()

/** A balanced transaction: what `ledgerTransaction` refuses, the schema refuses. */
export const ledgerTransactionSchema = z
  .strictObject({
    id: hashSchema,
    tenant: identifierSchema,
    kind: z.literal('invoice_issued'),
    reference: identifierSchema,
    bookedAt: instantSchema,
    entries: z.array(ledgerEntrySchema).readonly(),
  })
  .readonly()
  .superRefine(refused(ledgerTransaction))
