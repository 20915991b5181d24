import { fail, type Hash, type Instant } from '@farthing/core'
import { termsAt, type Side, type Term } from '@farthing/pricing'
import { boundaryIn } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from './load-contracts.js'

export interface TermsScope {
  /** Id of the subscription. */
  readonly subscription: string
  /** A local date in its zone, or an instant; now unless given. */
  readonly at?: string
  /** `retail` unless given. */
  readonly side?: Side
}

/** What a subscription owes at an instant, before any usage. */
export interface SubscriptionTerms {
  readonly at: Instant
  readonly plan: string
  readonly planVersion: Hash
  /** `free`: nothing is due. `billed`: usage is, and no fee. Absent while nothing pauses. */
  readonly pause?: 'free' | 'billed'
  /** Each with where its price comes from: plan, phase, add-on, override. */
  readonly components: { readonly [component: string]: Term }
}

/**
 * The terms of a subscription at any time, as decided so far; `undefined` before its start, after its end, and of a side that it does not have.
 *
 * @throws `subscription.unknown`, the `time.*` codes
 */
export function termsOfSubscription(context: BillingContext, { subscription: id, at, side = 'retail' }: TermsScope): Promise<SubscriptionTerms | undefined> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const subscription = await stores.subscriptions.get(id)
    if (subscription === undefined) return fail('subscription.unknown', { field: 'subscription', because: `is ${JSON.stringify(id)}`, facts: { subscription: id } })
    const [contract] = await loadContracts(context, stores, [subscription])
    const instant = at === undefined ? context.clock.now() : boundaryIn(at, subscription.zone, 'at')
    const terms = termsAt({ subscription, versions: contract?.versions ?? [], side }, instant)
    if (terms === undefined) return undefined
    const { stay, pause, components } = terms
    return { at: instant, plan: stay.plan, planVersion: stay.planVersion, ...(pause === undefined ? {} : { pause }), components: Object.fromEntries(components) }
  })
}
