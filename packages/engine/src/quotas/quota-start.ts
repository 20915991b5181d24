import type { Instant } from '@farthing/core'
import { changesInForce, termCuts, type Override, type Subscription } from '@farthing/pricing'
import { lastPeriod } from '../usage/last-period.js'
import { pricedAt, type QuotaSubject } from './quota-subject.js'

/** The override of a component that starts at an instant, if one stands. */
export function standingOverride({ changes = [] }: Subscription, component: string, at: Instant): Override | undefined {
  return changesInForce(changes).find((change): change is Override => change.kind === 'override' && change.component === component && (change.side ?? 'retail') === 'retail' && change.at === at)
}

/**
 * The earliest instant of the running billing period from which a new price of a component holds now: the start of the period, unless the component, or an override
 * of it, came later. Of a subscription that has not begun: its start.
 */
export function quotaStart({ contract, feature }: QuotaSubject, component: string, now: Instant): Instant {
  const { subscription, versions } = contract
  const [running] = lastPeriod(contract, now)
  if (running === undefined) return subscription.from
  const { from } = running.period
  let start = from < subscription.from ? subscription.from : from
  for (const cut of termCuts({ subscription, versions }).filter((each) => start < each && each <= now)) {
    const before = pricedAt(contract, feature, start).has(component)
    if (!before || standingOverride(subscription, component, cut) !== undefined || endsOverride(subscription, component, cut)) start = cut
  }
  return start
}

/** An override that has lapsed is not followed by the one before it, so a price that starts before it would lapse with it. */
function endsOverride({ changes = [] }: Subscription, component: string, at: Instant): boolean {
  return changesInForce(changes).some((change) => change.kind === 'override' && change.component === component && change.to === at)
}
