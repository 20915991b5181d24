import type { Instant } from '@farthing/core'
import { billingGridOf } from '../billing-grid.js'
import { changesInForce } from '../changes/changes-in-force.js'
import { phasesFrom } from '../phases/phases-from.js'
import { planStays } from './plan-stays.js'
import { versionNamed, type SubscribedPlans } from './subscribed-plans.js'

/**
 * Every instant at which the terms of a subscription may change, in increasing order: where changes start and lapse, and where phases end.
 * Between two neighbours `termsAt` gives the same.
 *
 * @throws `plan.version_unpublished`
 */
export function termCuts({ subscription, versions, side = 'retail' }: SubscribedPlans): readonly Instant[] {
  const changes = changesInForce(subscription.changes ?? [])
  const ofChanges = changes.flatMap((change) => ('to' in change ? [change.at, change.to] : [change.at]))
  const phased = [
    ...planStays(subscription, side).map(({ plan, planVersion, since, phases }) => ({ plan, planVersion, since: phases === 'skipped' ? undefined : since })),
    ...changes.flatMap((change) => (change.kind === 'add_on' && (change.side ?? 'retail') === side ? [{ ...change, since: change.at }] : [])),
  ]
  const ofPhases = phased.flatMap(({ plan, planVersion, since }) => {
    const { content } = versionNamed(versions, plan, planVersion)
    if (content.phases === undefined || since === undefined) return []
    return phasesFrom(content.phases, since, billingGridOf(subscription, content)).map(({ to }) => to)
  })
  return [...new Set([...ofChanges, ...ofPhases])].sort()
}
