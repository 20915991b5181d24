import type { CurrencyCode } from '../money/money-type.js'
import type { Zone } from '../time/time-type.js'

/** The seller whose books these are: the isolation key of every record. */
export type TenantId = string

/** Who is billed: an end customer, a reseller, or a house account of the tenant. */
export interface Account {
  readonly id: string
  readonly kind: 'customer' | 'reseller' | 'house'
  readonly name?: string
  /** Billing currency. */
  readonly currency: CurrencyCode
  /** Zone whose local clock decides period boundaries. */
  readonly zone: Zone
  /** The account above this one, when there is one. */
  readonly parent?: string
  /** Who receives the invoice; the account itself unless given. */
  readonly invoiceRecipient?: string
}
