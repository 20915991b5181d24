import type { UsageEvent } from '../events/usage-event.js'
import type { Instant, Interval } from '../time/time-type.js'

/** What attribution needs to know of a subscription. */
export interface SubscriptionCandidate {
  readonly id: string
  readonly account: string
  /** Subjects whose events it bills. */
  readonly subjects: readonly string[]
  readonly from: Instant
  /** Exclusive; open unless given. */
  readonly to?: Instant
  /** Meters that its plan reads; all unless given. */
  readonly meters?: readonly string[]
  /** Instants inside it at which windows are cut besides its own start and end: period boundaries and plan changes, in increasing order. */
  readonly cuts?: readonly Instant[]
  /** Time that usage is asked for: readings at other times are left out, and neither their groups nor what is wrong with them count. All unless given. */
  readonly asked?: Interval
}

/**
 * Why no subscription takes an event on a meter. `unknown`: it names one that does not exist. `inactive`: it names one that is not active
 * then. `none`: no active one has its subject. `ambiguous`: several do and read the meter. `not_metered`: it has one, whose plan does not
 * read the meter; nothing is lost, the plan does not bill it.
 */
export type UnattachedReason = 'unknown' | 'inactive' | 'not_metered' | 'none' | 'ambiguous'

export type Attribution<C extends SubscriptionCandidate = SubscriptionCandidate> =
  | { readonly subscription: C; readonly unattached?: undefined }
  | { readonly unattached: UnattachedReason; readonly subscription?: undefined }

/**
 * Decides whose usage an event is on one meter.
 *
 * A subscription that the event names decides alone, whatever the subject. Else it is the only candidate that is active at the event's time
 * (`from` ≤ time < `to`), has its subject, and whose plan reads the meter. Several are not ranked: the event stays unattached.
 * Does not depend on the order of candidates.
 *
 * @param candidates every subscription that could be meant; a list cut short can hide that an event is ambiguous
 */
export function resolveSubscription<C extends SubscriptionCandidate>(
  event: Pick<UsageEvent, 'subject' | 'time' | 'subscription'>,
  candidates: readonly C[],
  meter: string,
): Attribution<C> {
  if (event.subscription !== undefined) {
    const named = candidates.find(({ id }) => id === event.subscription)
    if (named === undefined) return { unattached: 'unknown' }
    if (!isActive(named, event.time)) return { unattached: 'inactive' }
    return reads(named, meter) ? { subscription: named } : { unattached: 'not_metered' }
  }
  const active = candidates.filter((candidate) => candidate.subjects.includes(event.subject) && isActive(candidate, event.time))
  if (active.length === 0) return { unattached: 'none' }
  const [only, ...others] = active.filter((candidate) => reads(candidate, meter))
  if (only === undefined) return { unattached: 'not_metered' }
  return others.length === 0 ? { subscription: only } : { unattached: 'ambiguous' }
}

function isActive({ from, to }: SubscriptionCandidate, at: Instant): boolean {
  return from <= at && (to === undefined || at < to)
}

function reads({ meters }: SubscriptionCandidate, meter: string): boolean {
  return meters === undefined || meters.includes(meter)
}
