import type { PeriodGrid } from '@farthing/core'
import type { Plan } from './plan.js'
import type { Subscription } from './subscription.js'

/** The billing periods of a subscription: its plan's cadence, counted from its anchor on its local clock. */
export function billingGridOf(
  subscription: Pick<Subscription, 'zone' | 'anchor' | 'anchorDay'>,
  plan: Pick<Plan, 'every'>,
): PeriodGrid {
  const { zone, anchor, anchorDay } = subscription
  return { ...plan.every, zone, anchor, ...(anchorDay === undefined ? {} : { anchorDay }) }
}
