// currencies
export { currencySettingsSchema, fxInverseSchema, fxRateBookSchema, fxSnapshotSchema, presentationSchema } from './currencies.js'

// credits
export { amountGrantSchema, creditGrantSchema, creditMovementSchema, creditScopeSchema, grantBalanceSchema, quantityGrantSchema } from './credit.js'

// tax
export { taxCustomerSchema, taxExemptionSchema, taxPartySchema, taxReasonSchema, taxRegistrationSchema, taxRequestLineSchema, taxRequestSchema } from './tax-request.js'
export { taxAnswerSchema, taxCategoryCodeSchema, taxPortionSchema, taxProviderNameSchema, taxTermsSchema, taxTreatmentSchema } from './tax-answer.js'
export { documentTaxSchema, taxedLineSchema, taxSubtotalSchema } from './document-tax.js'
export { taxRateBookSchema } from './tax-rate-book.js'

// invoices
export { draftInvoiceSchema, invoiceLineAdjustmentSchema, invoiceLineSchema, invoiceSubLineSchema, invoiceTotalsSchema, issuedInvoiceSchema, knownAtSchema } from './invoice.js'
export { adjustmentRecordSchema, adjustmentStepSchema } from './adjustment.js'
export { documentDeliverySchema, invoiceStatusRecordSchema } from './document-journal.js'
export { accountRatingSchema, invoiceEvidenceSchema, ratingInputSchema } from './invoice-evidence.js'

// book
export { ledgerAccountSchema, ledgerEntrySchema, ledgerTransactionSchema } from './ledger-transaction.js'

// verification
export { evidenceBundleSchema } from './evidence-bundle.js'

// comparison
export { ratingResultSchema, resultComparisonSchema } from './comparison.js'
