import type { CurrencyCode } from '../money/money-type.js'
import type { Zone } from '../time/time-type.js'
import type { ExternalReference } from './external-reference.js'
import type { PaymentTerms } from './payment-terms.js'
import type { PostalAddress } from './postal-address.js'
import type { TaxProfile } from './tax-profile.js'

/** The seller whose books these are: the isolation key of every record. */
export type TenantId = string

/** A part of an account that usage and budgets are kept apart by. It has no invoice of its own. */
export interface Project {
  /** Unique within the account; what events name as `project`. */
  readonly id: string
  readonly name?: string
  /** The project above this one, in the same account. */
  readonly parent?: string
}

/** Price books whose prices take the place of those that a plan has, where a component has an entry of its name. */
export interface AccountPriceBooks {
  /** For what the account buys as a customer. */
  readonly retail?: string
  /** For what it buys as a reseller. */
  readonly wholesale?: string
}

/** How what an account owes is dealt out to documents. */
export interface InvoiceGrouping {
  /** All on one (`account`), or one for each subscription or product. */
  readonly by: 'account' | 'subscription' | 'product'
  /** Whether charges in advance have documents of their own, which are due when their period begins; `together` unless given. */
  readonly advance?: 'together' | 'separate'
}

/** Who is billed: an end customer, a reseller, or a house account of the tenant. */
export interface Account {
  readonly id: string
  readonly kind: 'customer' | 'reseller' | 'house'
  /** Registered name, as it stands on documents. */
  readonly name?: string
  /** Billing currency: that of its subscriptions and documents unless they say otherwise. */
  readonly currency: CurrencyCode
  /** Zone whose local clock decides period boundaries and due dates. */
  readonly zone: Zone
  /** The account above this one, when there is one. */
  readonly parent?: string
  /** Who receives the invoice; the account itself unless given. */
  readonly invoiceRecipient?: string
  /** Who is told about documents, budgets and late payment, such as e-mail addresses; at most 100, each once. */
  readonly notificationRecipients?: readonly string[]
  readonly address?: PostalAddress
  /** Electronic address for documents, such as an e-mail or a Peppol id. */
  readonly contact?: string
  /** What it wants to read on its documents, such as a cost centre. */
  readonly reference?: string
  /** Those of the tenant unless given. */
  readonly terms?: PaymentTerms
  /** That of the tenant unless given. */
  readonly invoiceGrouping?: InvoiceGrouping
  /** Needed where the tenant taxes its documents. */
  readonly taxProfile?: TaxProfile
  /** Who accounts for the taxes of what this account's customers buy: the tenant, unless the account does it itself. */
  readonly taxResponsibility?: 'tenant' | 'account'
  /** The account that bears the loss when this one does not pay; the account itself unless given. */
  readonly creditRiskOwner?: string
  readonly priceBooks?: AccountPriceBooks
  /** At most 10,000. */
  readonly projects?: readonly Project[]
  /** At most 100, each once. */
  readonly externalReferences?: readonly ExternalReference[]
}
