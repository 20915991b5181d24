import { clipInterval, type Interval } from '@farthing/core'
import type { Subscription } from '../catalog/subscription.js'

/**
 * The part of a period in which a subscription runs; `undefined` when there is none.
 *
 * @throws `period.ends_before_start` for a period without length
 */
export function billedInterval(subscription: Pick<Subscription, 'from' | 'to'>, period: Interval): Interval | undefined {
  return clipInterval({ from: period.from, to: period.to }, { from: subscription.from, to: subscription.to })
}
