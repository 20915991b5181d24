// invoices
export { draftInvoiceSchema, invoiceLineAdjustmentSchema, invoiceLineSchema, invoiceSubLineSchema, invoiceTotalsSchema, issuedInvoiceSchema, knownAtSchema } from './invoice.js'
export { invoiceEvidenceSchema, ratingInputSchema } from './invoice-evidence.js'

// book
export { ledgerAccountSchema, ledgerEntrySchema, ledgerTransactionSchema } from './ledger-transaction.js'
