import { fail, isZero, type Hash, type Instant } from '@farthing/core'
import type { PlanVersion } from '../publish-plan.js'
import { checkSubscription, type Subscription } from '../subscription.js'
import { endOf } from '../terms/known-by.js'
import { planStays } from '../terms/plan-stays.js'
import { versionNamed, type SubscribedPlans } from '../terms/subscribed-plans.js'
import { pauseAt, termsAt } from '../terms/terms-at.js'
import { changesInForce, lastStarted } from './changes-in-force.js'
import { checkChange } from './check-changes.js'
import type { AddOn, Override, PlanChange, SubscriptionChange, Withdrawal } from './subscription-change.js'

/**
 * A subscription with one more change, if the change fits it. Pure: what is decided and when stands in the change.
 *
 * A plan keeps currency and billing period, and so does an add-on: another cadence is another subscription. An add-on has no program of its
 * own. An override names a component
 * that there is when it starts. What holds already cannot be withdrawn, and what does not hold cannot be ended.
 *
 * @param versions those that the subscription names, and that of the change
 * @throws `subscription.change_invalid`, `subscription.change_conflict`, `plan.version_unpublished`, `catalog.invalid` for an override by a
 *   price that does not fit its component, and what reading a change throws; the field is inside the change
 */
export function changeSubscription({ subscription, versions }: Omit<SubscribedPlans, 'side'>, change: SubscriptionChange): Subscription {
  const checked = checkChange(change, '')
  const { changes = [], from, to } = subscription
  if (checked.at < from || (to !== undefined && checked.at >= to)) {
    refuse('at', `is ${checked.at}, and the subscription runs from ${from}${to === undefined ? '' : ` to ${to}`}`, { at: checked.at, from })
  }
  refuseUnfit({ subscription, versions }, checked)
  const added = checked.kind === 'cancel' && to !== undefined ? { ...checked, instead: to } : checked
  const all = [...changes, added]
  const end = endOf({ ...(to === undefined ? {} : { to }), changes: all }, all)
  const { to: _, ...rest } = subscription
  const changed = checkSubscription({ ...rest, ...(end === undefined ? {} : { to: end }), changes: all })
  if (checked.kind === 'plan' || checked.kind === 'add_on') refuseSharedNames({ subscription: changed, versions }, checked)
  if (checked.kind === 'override') termsAt({ subscription: changed, versions, ...sideOf(checked) }, checked.at)
  return changed
}

function refuseUnfit(source: Omit<SubscribedPlans, 'side'>, change: SubscriptionChange): void {
  const { changes = [] } = source.subscription
  if (change.kind === 'plan') refusePlan(source, change)
  if (change.kind === 'add_on') refuseAddOn(source, change)
  if (change.kind === 'override') refuseOverride(source, change)
  if (change.kind === 'withdraw') refuseWithdrawal(changes, change)
  if (change.kind !== 'pause' && change.kind !== 'resume') return
  const isPaused = pauseAt(changesInForce(changes), change.at) !== undefined
  if (isPaused === (change.kind === 'resume')) return
  refuse('at', `is ${change.at}, when the subscription is ${isPaused ? '' : 'not '}paused`)
}

function refusePlan(source: Omit<SubscribedPlans, 'side'>, change: PlanChange): void {
  const current = versionAt(source, change)
  refuseOtherTerms(current, versionNamed(source.versions, change.plan, change.planVersion))
  const isSame = current.plan === change.plan && current.version === change.planVersion
  if (isSame && change.phases === undefined) refuse('planVersion', `is ${change.planVersion}, which the subscription has`, { version: change.planVersion })
}

function refuseAddOn(source: Omit<SubscribedPlans, 'side'>, change: AddOn): void {
  const offered = versionNamed(source.versions, change.plan, change.planVersion)
  refuseOtherTerms(versionAt(source, change), offered)
  if (offered.content.program !== undefined) refuse('plan', `is ${change.plan}, which has a program, and that of the subscription runs over its add-ons`, { plan: change.plan })
  if (!isZero(change.quantity)) return
  const held = changesInForce(source.subscription.changes ?? []).filter((each): each is AddOn => each.kind === 'add_on' && each.addOn === change.addOn && each.side === change.side)
  const last = lastStarted(held, change.at)
  if (last === undefined || isZero(last.quantity)) refuse('addOn', `is ${JSON.stringify(change.addOn)}, which the subscription does not have`, { addOn: change.addOn })
}

/** Components are known by their keys, so that of two with one key the first would never be billed. Each add-on is looked at with every plan and every other add-on. */
function refuseSharedNames({ subscription, versions }: Omit<SubscribedPlans, 'side'>, change: PlanChange | AddOn): void {
  const { side = 'retail' } = change
  const keysOf = (plan: string, version: Hash): readonly string[] => Object.keys(versionNamed(versions, plan, version).content.components)
  const owners = new Map<string, string>()
  const own = (key: string, owner: string): void => {
    const other = owners.get(key) ?? owner
    if (other !== owner) refuse(change.kind === 'plan' ? 'plan' : 'addOn', `gives the subscription a second component ${JSON.stringify(key)}: of ${other} and of ${owner}`, { component: key })
    owners.set(key, owner)
  }
  for (const stay of planStays(subscription, side)) for (const key of keysOf(stay.plan, stay.planVersion)) own(key, 'the plan')
  for (const each of changesInForce(subscription.changes ?? [])) {
    if (each.kind !== 'add_on' || (each.side ?? 'retail') !== side) continue
    for (const key of keysOf(each.plan, each.planVersion)) own(`${each.addOn}.${key}`, `the add-on ${each.addOn}`)
  }
}

function refuseOverride({ subscription, versions }: Omit<SubscribedPlans, 'side'>, change: Override): void {
  const { changes = [], ...rest } = subscription
  const running = changesInForce(changes).filter(({ kind }) => kind !== 'pause' && kind !== 'resume')
  const terms = termsAt({ subscription: { ...rest, changes: running }, versions, ...sideOf(change) }, change.at)
  const term = terms?.components.get(change.component)
  if (term === undefined) {
    const known = [...(terms?.components.keys() ?? [])].slice(0, 20)
    return refuse('component', `is ${JSON.stringify(change.component)}, and there is only ${known.join(', ')}`, { component: change.component, known })
  }
  if (change.price === undefined && term.source.override === undefined) refuse('component', `is ${JSON.stringify(change.component)}, which nothing overrides at ${change.at}`)
}

function refuseWithdrawal(changes: readonly SubscriptionChange[], { change: id, decidedAt }: Withdrawal): void {
  const standing = changesInForce(changes).find((each) => each.id === id)
  if (standing === undefined) return refuse('change', `is ${JSON.stringify(id)}, which is no change that stands`, { change: id })
  if (standing.at <= decidedAt) refuse('change', `is ${JSON.stringify(id)}, which holds since ${standing.at}`, { change: id, since: standing.at })
}

/** The version that one side has when a change starts. */
function versionAt({ subscription, versions }: Omit<SubscribedPlans, 'side'>, change: PlanChange | AddOn): PlanVersion {
  const { side = 'retail', at } = change
  const stay = planStays(subscription, side).find(({ from, to }) => from <= at && (to === undefined || at < to))
  if (stay === undefined) return refuse('side', `is ${side}, which the subscription does not have`, { side })
  return versionNamed(versions, stay.plan, stay.planVersion)
}

function refuseOtherTerms(current: PlanVersion, next: PlanVersion): void {
  const [before, after] = [current.content, next.content]
  if (before.currency !== after.currency) {
    refuse('plan', `is ${next.plan} in ${after.currency}, and the subscription is billed in ${before.currency}`, { currency: after.currency, expected: before.currency })
  }
  if (before.every.unit === after.every.unit && before.every.count === after.every.count) return
  const words = ({ every: { count, unit } }: PlanVersion['content']) => `${count} ${unit}`
  refuse('plan', `is ${next.plan}, billed every ${words(after)}, and the subscription is billed every ${words(before)}`, { plan: next.plan })
}

function sideOf({ side }: Override): Pick<SubscribedPlans, 'side'> {
  return side === undefined ? {} : { side }
}

function refuse(field: string, because: string, facts: { readonly [name: string]: string | Hash | Instant | readonly string[] } = {}): never {
  return fail('subscription.change_invalid', { field, because, facts })
}
