import { compareBytes, fail, type Instant } from '@farthing/core'
import { termsAt, type Term } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { subscriptionsIn } from '../usage/select-periods.js'
import { findFeature, type Feature } from '../usage/feature.js'
import { requireScope } from '../usage/periods-of-scope.js'

/** Whose quota of what: of the one subscription of an account that prices the feature, or of a subscription. */
export interface QuotaScope {
  readonly account?: string
  readonly subscription?: string
  /** A meter of the catalogue, or the event type that one meter alone counts. */
  readonly feature: string
}

/** A feature of a subscription that runs, or has not begun. */
export interface QuotaSubject extends Feature {
  readonly contract: SubscriptionContract
  /** The components that price it now, or will at the start, by key. */
  readonly priced: ReadonlyMap<string, Term>
}

/**
 * The subscription that prices a feature now, or from its start on where that is ahead.
 *
 * @throws `meter.unknown`, `account.unknown`, `subscription.unknown`; `quota.feature_unpriced` where none does, as in a pause; `quota.ambiguous` where several do;
 *   `command.invalid` without account and subscription
 */
export async function quotaSubject(context: BillingContext, stores: Stores, { account, subscription, feature: text }: QuotaScope, now: Instant): Promise<QuotaSubject> {
  const scope = { ...(account === undefined ? {} : { account }), ...(subscription === undefined ? {} : { subscription }) }
  requireScope(scope)
  const { meter: _, ...feature } = findFeature(context.catalog, text)
  const contracts = await loadContracts(context, stores, await subscriptionsIn(stores, scope))
  const subjects = contracts.flatMap((contract): readonly QuotaSubject[] => {
    const { from } = contract.subscription
    const priced = pricedAt(contract, feature.feature, now < from ? from : now)
    return priced.size === 0 ? [] : [{ ...feature, contract, priced }]
  })
  const [subject, other] = subjects
  const whose = subscription ?? account ?? ''
  if (subject === undefined) return fail('quota.feature_unpriced', { field: 'feature', because: `is ${feature.feature}, which no subscription of ${whose} prices at ${now}`, facts: { feature: feature.feature } })
  if (other === undefined) return subject
  const ids = subjects.map(({ contract }) => contract.subscription.id)
  return fail('quota.ambiguous', { field: 'subscription', because: `is not given, and ${ids.join(' and ')} price ${feature.feature}`, facts: { subscriptions: ids } })
}

/** The components of a subscription that price a feature at an instant, in byte order of their keys. */
export function pricedAt({ subscription, versions }: SubscriptionContract, feature: string, at: Instant): ReadonlyMap<string, Term> {
  const components = termsAt({ subscription, versions }, at)?.components ?? new Map<string, Term>()
  return new Map([...components].filter(([, { component }]) => component.meter === feature).sort(([a], [b]) => compareBytes(a, b)))
}
