import { checkText, describeValue, fail, parseInstant, type Instant, type TenantId } from '@farthing/core'

/** Whom a provider knows an account as. Each change is a record of its own: who, when and why. */
export interface ProviderCustomer {
  readonly tenant: TenantId
  readonly account: string
  readonly provider: string
  /** The provider's name for the customer. */
  readonly customer: string
  /** From 1, one more for each repair. */
  readonly revision: number
  readonly linkedAt: Instant
  readonly actor: string
  /** Why: such as `first checkout`, or what a repair repairs. */
  readonly reason: string
}

export interface LinkCustomer extends Omit<ProviderCustomer, 'revision'> {
  /** The latest link of the account at this provider. */
  readonly known?: ProviderCustomer | undefined
  /** `link` keeps to a link that exists; `repair` replaces it. */
  readonly mode: 'link' | 'repair'
}

/**
 * Links an account to a customer of a provider, or repairs the link. The same link again gives the one that exists.
 *
 * @throws `payment.conflict` for a `link` to another customer than the linked one; `text.*`, `time.*`
 */
export function linkProviderCustomer({ known, mode, ...link }: LinkCustomer): ProviderCustomer {
  const { tenant, account, provider, customer, actor } = link
  const texts = { tenant, account, provider, customer, actor }
  for (const [field, text] of Object.entries(texts)) checkText(text, { field })
  const reason = checkText(link.reason, { field: 'reason', maxLength: 1024 })
  const linkedAt = parseInstant(link.linkedAt, { field: 'linkedAt' })
  if (known?.customer === customer) return known
  if (known !== undefined && mode === 'link') {
    fail('payment.conflict', { field: 'customer', because: `is ${describeValue(customer)}, and ${account} is ${known.customer} at ${provider}`, facts: { customer: known.customer } })
  }
  return { ...texts, reason, linkedAt, revision: (known?.revision ?? 0) + 1 }
}
