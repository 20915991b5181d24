import { clipInterval, previousPeriod, type Interval } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** Whether an interval is a billing period of a subscription, in which it runs. */
export function hasPeriod({ subscription, planVersion }: SubscriptionContract, { from, to }: Interval): boolean {
  if (clipInterval({ from, to }, subscription) === undefined) return false
  const own = previousPeriod(billingGridOf(subscription, planVersion.content), to)
  return own.from === from && own.to === to
}
