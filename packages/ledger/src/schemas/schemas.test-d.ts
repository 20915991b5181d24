import type { KnownAt } from '@farthing/core'
import type { AccountRating, RatingInput } from '@farthing/pricing'
import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { LedgerAccount } from '../book/ledger-account.js'
import type { LedgerEntry } from '../book/ledger-entry.js'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import type { DraftInvoice, InvoiceLine, InvoiceLineAdjustment, InvoiceSubLine, InvoiceTotals, IssuedInvoice } from '../invoices/invoice.js'
import type { accountRatingSchema, invoiceEvidenceSchema, ratingInputSchema } from './invoice-evidence.js'
import type {
  draftInvoiceSchema,
  invoiceLineAdjustmentSchema,
  invoiceLineSchema,
  invoiceSubLineSchema,
  invoiceTotalsSchema,
  issuedInvoiceSchema,
  knownAtSchema,
} from './invoice.js'
import type { ledgerAccountSchema, ledgerEntrySchema, ledgerTransactionSchema } from './ledger-transaction.js'

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof invoiceSubLineSchema>>().toEqualTypeOf<InvoiceSubLine>()
  expectTypeOf<z.output<typeof invoiceLineAdjustmentSchema>>().toEqualTypeOf<InvoiceLineAdjustment>()
  expectTypeOf<z.output<typeof invoiceLineSchema>>().toEqualTypeOf<InvoiceLine>()
  expectTypeOf<z.output<typeof invoiceTotalsSchema>>().toEqualTypeOf<InvoiceTotals>()
  expectTypeOf<z.output<typeof knownAtSchema>>().toEqualTypeOf<KnownAt>()
  expectTypeOf<z.output<typeof draftInvoiceSchema>>().toEqualTypeOf<DraftInvoice>()
  expectTypeOf<z.output<typeof issuedInvoiceSchema>>().toEqualTypeOf<IssuedInvoice>()
  expectTypeOf<z.output<typeof ratingInputSchema>>().toEqualTypeOf<RatingInput>()
  expectTypeOf<z.output<typeof accountRatingSchema>>().toEqualTypeOf<AccountRating>()
  expectTypeOf<z.output<typeof invoiceEvidenceSchema>>().toEqualTypeOf<InvoiceEvidence>()
  expectTypeOf<z.output<typeof ledgerAccountSchema>>().toEqualTypeOf<LedgerAccount>()
  expectTypeOf<z.output<typeof ledgerEntrySchema>>().toEqualTypeOf<LedgerEntry>()
  expectTypeOf<z.output<typeof ledgerTransactionSchema>>().toEqualTypeOf<LedgerTransaction>()
})
