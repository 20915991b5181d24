import type { SubscriptionCandidate } from '@farthing/core'
import { metersRead } from '../catalog/meters-read.js'
import type { Plan } from '../catalog/plan.js'
import type { Subscription } from '../catalog/subscription.js'

/** What attribution needs to know of a subscription: when it runs, whose events it bills, and which meters its plan reads. */
export function candidateOf({ id, account, subjects = [account], from, to }: Subscription, plan: Plan): SubscriptionCandidate {
  const meters = Object.values(plan.components).flatMap(metersRead)
  return { id, account, subjects, from, ...(to === undefined ? {} : { to }), meters: [...new Set(meters)] }
}
