import { checkText, fail } from '@farthing/core'
import type { BillingContext } from '../context.js'
import { customerOf } from './link-customer.js'
import { askProvider, providerOf } from './provider-of.js'

export interface OpenPortal {
  /** The same key again is the same visit. */
  readonly key: string
  readonly account: string
  readonly provider: string
  /** Where the customer goes back to. */
  readonly returnUrl: string
}

/**
 * Where a customer manages cards and past payments at the provider. Keeps nothing.
 *
 * @throws `payment.provider_unknown`; `payment.refused` for an account that is not linked, or a customer that the provider does not know;
 *   `payment.provider_unavailable`
 */
export async function openPortal(context: BillingContext, { key, account, provider: name, returnUrl }: OpenPortal): Promise<{ readonly url: string }> {
  providerOf(context, name)
  const link = await context.storage.transaction(context.tenant, (stores) => customerOf(stores, { account, provider: name }, context.digest))
  if (link === undefined) return fail('payment.refused', { field: 'account', because: `is ${JSON.stringify(account)}, which is no customer of ${name}` })
  const idempotencyKey = checkText(key, { field: 'key' })
  const request = { idempotencyKey, customer: link.customer, returnUrl: checkText(returnUrl, { field: 'returnUrl', maxLength: 2_048 }) }
  return askProvider(context, name, (provider) => provider.openPortal(request))
}
