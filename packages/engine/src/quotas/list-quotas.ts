import { compareBytes } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { subscriptionsIn } from '../usage/select-periods.js'
import { featureOf } from '../usage/feature.js'
import { pricedAt } from './quota-subject.js'
import { quotaTerms, type QuotaTerms } from './quota-terms.js'

/** Whose quotas: of one subscription, or of all that an account has. */
export type QuotaListScope = { readonly account: string } | { readonly subscription: string }

/** What is said about each feature that the terms of now price, by subscription, then feature, in byte order. Writes nothing. @throws `account.unknown`, `subscription.unknown` */
export async function listQuotas(context: BillingContext, stores: Stores, scope: QuotaListScope): Promise<readonly QuotaTerms[]> {
  const now = context.clock.now()
  const quotas: QuotaTerms[] = []
  for (const contract of await loadContracts(context, stores, await subscriptionsIn(stores, scope))) {
    const limits = await stores.quotas.limits(contract.subscription.id)
    const { from } = contract.subscription
    for (const name of Object.keys(context.catalog.meters).sort(compareBytes)) {
      const priced = pricedAt(contract, name, now < from ? from : now)
      if (priced.size > 0) quotas.push(quotaTerms({ ...featureOf(context.catalog, name), contract, priced }, limits.find(({ feature }) => feature === name)))
    }
  }
  return quotas
}
