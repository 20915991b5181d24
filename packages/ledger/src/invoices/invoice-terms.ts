import type { Decimal, Hash, Instant, PaymentTerms, PostalAddress, RoundingMode, TaxRegistration } from '@farthing/core'
import type { GrantRemaining } from '../credits/apply-credits.js'
import type { CreditScope } from '../credits/credit-grant.js'
import type { CreditSpread } from '../credits/share-credit.js'
import type { FxSnapshot } from '../currencies/fx-snapshot.js'
import type { CashRule } from '../rounding/cash-rounding.js'
import type { TaxAnswer } from '../tax/tax-answer.js'
import type { TaxCustomer, TaxParty, TaxPointRule, TaxedPrices } from '../tax/tax-request.js'
import type { ChargeGrouping } from './grouping/group-charges.js'
import type { InvoiceLayout } from './layout/invoice-layout.js'
import type { BusinessCalendar } from './lifecycle/business-calendar.js'

/** Who stands on a document, as they were when it was made. */
export interface InvoiceParty {
  readonly id: string
  /** Registered name. */
  readonly name: string
  readonly address?: InvoiceAddress
  /** Electronic address, such as an e-mail or a Peppol id. */
  readonly contact?: string
  /** Their order number or cost centre for this document. */
  readonly reference?: string
  /** What they are known to tax authorities by. */
  readonly registrations?: readonly TaxRegistration[]
}

export type InvoiceAddress = PostalAddress

/** Taken off the lines of a document before tax: a percentage of what they sum to, less what comes back of a charge, or an amount spread over them. */
export interface DocumentDiscount {
  /** Unique on the document. */
  readonly key: string
  readonly label: string
  readonly reason?: string
  /** In percent of what is left of the lines in scope, above 0 to 100; rounded once. */
  readonly percent?: Decimal
  /** In major units; no more than is left of the lines in scope. One of `percent` and `amount` is given. */
  readonly amount?: Decimal
  /** Every line unless given. */
  readonly scope?: CreditScope
}

/** Something that an account is charged or credited by hand, which the next document takes. */
export interface AccountAdjustment {
  /** Unique for the tenant. */
  readonly id: string
  readonly label: string
  /** Whole minor units of the document's currency; below 0 to credit the account. */
  readonly amount: Decimal
  readonly reason: string
  readonly actor: string
  /** The first document whose period ends after this instant takes it. */
  readonly effectiveAt: Instant
  /** Who agreed and when, where somebody had to. */
  readonly approval?: { readonly actor: string; readonly at: Instant }
  /** Whether discounts of the document apply to it; `true` unless given. */
  readonly discountable?: boolean
  /** `true` unless given. */
  readonly taxable?: boolean
  readonly taxCategory?: string
  readonly taxRegionHint?: string
}

/** A line that a person set to another amount. */
export interface LineOverride {
  /** Id of the line: its charge key. */
  readonly line: string
  /** Whole minor units: what the line says instead. */
  readonly amount: Decimal
  readonly reason: string
  readonly actor: string
  readonly at: Instant
}

/** What a document before this one billed of a line, where usage was invoiced before its period ended. */
export interface BilledBefore {
  /** Id of the line: its charge key. */
  readonly line: Hash
  /** Id of the document before. */
  readonly document: Hash
  /** What the line says of it, such as `Invoice INV-000007`. */
  readonly label: string
  /** Not 0, whole minor units; below 0 for a credit, such as what was unused of a fee. */
  readonly amount: Decimal
}

/** When a document is to be paid. */
export interface InvoicePaymentTerms {
  readonly terms: PaymentTerms
  /** Needed for terms that count or roll to business days. */
  readonly calendar?: BusinessCalendar
}

/** How a document is taxed. */
export interface InvoiceTaxTerms {
  readonly prices: TaxedPrices
  readonly taxPoint: Instant
  readonly taxPointRule: TaxPointRule
  readonly seller: TaxParty
  readonly customer: TaxCustomer
}

/** What a document follows from beside its charges: plain data, kept as evidence. All of it is optional, and what is absent changes nothing. */
export interface InvoiceTerms {
  readonly seller?: InvoiceParty
  readonly customer?: InvoiceParty
  /** Who receives it, where that is not the customer. */
  readonly recipient?: InvoiceParty
  readonly adjustments?: readonly AccountAdjustment[]
  readonly overrides?: readonly LineOverride[]
  readonly billedBefore?: readonly BilledBefore[]
  /** In the order in which they apply; each to what the ones before left. */
  readonly discounts?: readonly DocumentDiscount[]
  /** What is left of the account's grants; promotional ones act before tax and after discounts, paid ones after tax. */
  readonly credits?: readonly GrantRemaining[]
  /** `proportional` unless given. */
  readonly creditSpread?: CreditSpread
  /** No tax unless given. */
  readonly tax?: InvoiceTaxTerms
  /** The answer to `taxRequestOf`: needed where `tax` is given. */
  readonly taxAnswer?: TaxAnswer
  /** The smallest coin, for documents that are paid in cash. */
  readonly cash?: CashRule
  /** Rates of exchange for charges in other currencies: from theirs into the document's, one for each. Such charges are refused unless given. */
  readonly conversions?: readonly FxSnapshot[]
  /** Shows the document's amounts in a second currency. */
  readonly presentation?: { readonly snapshot: FxSnapshot; readonly mode: RoundingMode }
  /** No due date unless given. */
  readonly payment?: InvoicePaymentTerms
  /** Which charges stand on the document, where not all of the account's do: those of its group. */
  readonly grouping?: ChargeGrouping
  readonly layout?: InvoiceLayout
}
