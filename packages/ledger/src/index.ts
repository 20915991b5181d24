// invoices
export type { DraftInvoice, InvoiceLine, InvoiceSubLine, InvoiceTotals, IssuedInvoice } from './invoices/invoice.js'

// book
export type { LedgerAccount, LedgerEntry, LedgerRole, LedgerTransaction } from './book/ledger-transaction.js'
