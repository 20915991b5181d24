import type { Instant } from '@farthing/core'
import type { Cancellation, SubscriptionChange } from '../changes/subscription-change.js'
import type { Subscription } from '../subscription.js'

/** A subscription as it was decided at an instant: without the changes that were decided later. */
export function knownBy(subscription: Subscription, instant: Instant): Subscription {
  const { changes = [], to: _, ...rest } = subscription
  const known = changes.filter(({ decidedAt }) => decidedAt <= instant)
  const end = endOf(subscription, known)
  return { ...rest, ...(end === undefined ? {} : { to: end }), ...(known.length === 0 ? {} : { changes: known }) }
}

/** When a subscription ends by these of its changes: at the last cancellation decided that nobody took back, else when it was to end at first. */
export function endOf({ to, changes = [] }: Pick<Subscription, 'to' | 'changes'>, known: readonly SubscriptionChange[]): Instant | undefined {
  const [first] = changes.filter(isCancellation)
  const withdrawn = new Set(known.flatMap((change) => (change.kind === 'withdraw' ? [change.change] : [])))
  const last = known.filter(isCancellation).findLast(({ id }) => !withdrawn.has(id))
  return last?.at ?? (first === undefined ? to : first.instead)
}

function isCancellation(change: SubscriptionChange): change is Cancellation {
  return change.kind === 'cancel'
}
