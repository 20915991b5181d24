// rounding
export { cashRounding } from './rounding/cash-rounding.js'
export type { CashRounding, CashRule } from './rounding/cash-rounding.js'

// currencies
export { checkFxSnapshot, fxSnapshot } from './currencies/fx-snapshot.js'
export type { FxInverse, FxRate, FxSnapshot } from './currencies/fx-snapshot.js'
export { convertExact, convertMoney } from './currencies/convert-money.js'
export type { ExactMoney } from './currencies/convert-money.js'
export { presentAmounts } from './currencies/present-amounts.js'
export type { PresentationRequest, Presentation, PresentedAmount } from './currencies/present-amounts.js'
export { fxRateBookLimits, fxSnapshotAt } from './currencies/fx-rate-book.js'
export type { FxQuery, FxRateBook } from './currencies/fx-rate-book.js'
export { documentCurrencies } from './currencies/currency-settings.js'
export type { CurrencySettings, DocumentCurrencies } from './currencies/currency-settings.js'

// invoices
export type {
  DraftInvoice,
  InvoiceContent,
  InvoiceLine,
  InvoiceSubLine,
  InvoiceTotals,
  IssuedInvoice,
  ZeroLines,
} from './invoices/invoice.js'
export { invoiceLimits } from './invoices/check-assembly.js'
export type { InvoiceInput } from './invoices/check-assembly.js'
export { assembleInvoice } from './invoices/assemble-invoice.js'
export { invoiceIdOf, issueInvoice } from './invoices/issue-invoice.js'
export type { InvoiceIdentity, InvoiceIssue } from './invoices/issue-invoice.js'
export { explain } from './invoices/explain.js'
export { firstDifference } from './invoices/first-difference.js'
export type { Difference } from './invoices/first-difference.js'
export type { InvoiceEvidence } from './invoices/invoice-evidence.js'
export { verifyInvoice } from './invoices/verify-invoice.js'
export type { Verification } from './invoices/verify-invoice.js'

// book
export { ledgerTransaction } from './book/ledger-transaction.js'
export type { LedgerAccount, LedgerEntry, LedgerRole, LedgerTransaction, LedgerTransactionKind } from './book/ledger-transaction.js'
export { postInvoice } from './book/post-invoice.js'
export { balanceOf, sameLedgerAccount } from './book/balance-of.js'
export type { LedgerBalance } from './book/balance-of.js'
