import type { Hash, Instant } from '@farthing/core'
import type { Side } from '../../charges/charge.js'
import { changesInForce, type StandingChange } from '../changes/changes-in-force.js'
import type { PlanChange } from '../changes/subscription-change.js'
import type { Subscription } from '../subscription.js'

/** A plan version over the time in which a subscription has it. */
export interface PlanStay {
  readonly plan: string
  readonly planVersion: Hash
  readonly from: Instant
  /** Exclusive; open unless given. */
  readonly to?: Instant
  /** When the subscription came to this plan, whatever its version. Its phases are counted from here. */
  readonly since: Instant
  /** Its prices after all phases hold from the start. */
  readonly phases?: 'skipped'
}

/** The plan versions that one side of a subscription has, one after the other; none of a wholesale side that does not exist. */
export function planStays(subscription: Pick<Subscription, 'plan' | 'planVersion' | 'wholesale' | 'from' | 'changes'>, side: Side = 'retail'): readonly PlanStay[] {
  const first = side === 'retail' ? subscription : subscription.wholesale
  if (first === undefined) return []
  const { plan, planVersion } = first
  const stays: PlanStay[] = [{ plan, planVersion, from: subscription.from, since: subscription.from }]
  for (const change of changesInForce(subscription.changes ?? [])) {
    const before = stays.at(-1)
    if (before === undefined || !isPlanChange(change, side)) continue
    stays[stays.length - 1] = { ...before, to: change.at }
    stays.push(stayAfter(before, change))
  }
  return stays.filter(({ from, to }) => to === undefined || from < to)
}

function isPlanChange(change: StandingChange, side: Side): change is PlanChange {
  return change.kind === 'plan' && (change.side ?? 'retail') === side
}

function stayAfter(before: PlanStay, { at, plan, planVersion, phases }: PlanChange): PlanStay {
  const isOther = plan !== before.plan
  const skipped = phases ?? (isOther ? undefined : before.phases)
  return { plan, planVersion, from: at, since: isOther ? at : before.since, ...(skipped === undefined ? {} : { phases: skipped }) }
}
