import { periodAt, previousPeriod, shiftInstant, type Instant, type Interval, type PeriodGrid } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { BilledPeriod } from '../billing-period.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** The period that runs at an instant, or the last one of a subscription that has ended; none of one that has not begun. */
export function lastPeriod(contract: SubscriptionContract, now: Instant): readonly BilledPeriod[] {
  const { from, to } = contract.subscription
  if (now < from) return []
  const lastMoment = to === undefined || now < to ? now : shiftInstant(to, -1)
  return [{ contract, period: boundsOf(periodAt(gridOf(contract), lastMoment < from ? from : lastMoment)) }]
}

/** The same with the period before it, where the subscription ran then. */
export function lastPeriods(contract: SubscriptionContract, now: Instant): readonly Interval[] {
  return lastPeriod(contract, now).flatMap(({ period }) => {
    const before = boundsOf(previousPeriod(gridOf(contract), period.from))
    return before.to > contract.subscription.from ? [before, period] : [period]
  })
}

/** The billing periods of a contract. */
export function gridOf({ subscription, planVersion }: SubscriptionContract): PeriodGrid {
  return billingGridOf(subscription, planVersion.content)
}

/** A period without its number. */
export function boundsOf({ from, to }: Interval): Interval {
  return { from, to }
}
