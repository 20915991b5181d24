import type { CurrencyCode, Duration, PaymentTerms } from '@farthing/core'
import type { BusinessCalendar, CashRule, ChargeGrouping, CreditSpread, DocumentDiscount, InvoiceBounds, InvoiceLayout, InvoiceParty, TaxedPrices, TaxPointRule, ZeroInvoices } from '@farthing/ledger'

/** The tenant as it stands on its documents. */
export interface Seller extends Omit<InvoiceParty, 'id' | 'reference'> {
  /** Where it is established, such as `DE`; needed where documents are taxed. */
  readonly jurisdiction?: string
}

/** What a tenant's documents have in common beside what is charged. All of it is optional, and what is absent changes nothing. */
export interface Invoicing {
  /** Whether prices are without taxes or hold them: `exclusive` unless given. */
  readonly prices?: TaxedPrices
  /** The instant whose tax rates count: `line_end` unless given. The tax point of a document is the last instant of its period. */
  readonly taxPointRule?: TaxPointRule
  /** Taken off every document before tax, in this order, and before the account's own. */
  readonly discounts?: readonly DocumentDiscount[]
  /** Whether somebody else has to approve each adjustment and override; only those that say so unless given. */
  readonly approval?: 'required'
  /** `proportional` unless given. */
  readonly creditSpread?: CreditSpread
  /** The smallest coin, of currencies whose documents are paid in cash. */
  readonly cash?: { readonly [currency: CurrencyCode]: CashRule }
  readonly layout?: InvoiceLayout
  /** Payment terms of accounts that have none of their own; no due date unless given. */
  readonly paymentTerms?: PaymentTerms
  /** Business days, for terms that count or roll to them. */
  readonly calendar?: BusinessCalendar
  /** How long after its period an invoice waits, so that late usage still gets onto it: whole days and hours, such as `P2D`. None unless given. */
  readonly grace?: Duration
  /** How charges are dealt out to documents, of accounts that do not say; all on one unless given. */
  readonly grouping?: ChargeGrouping
  /** Whether an invoice on which everything is zero is issued; it is unless `skip` is given. */
  readonly zeroInvoices?: ZeroInvoices
  /** What a subscription may come to on a document without being released by somebody; nothing is held unless given. */
  readonly bounds?: InvoiceBounds
}
