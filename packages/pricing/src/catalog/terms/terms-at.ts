import { isZero, subtract, type Hash, type Instant } from '@farthing/core'
import type { Side } from '../../charges/charge.js'
import { priceModelOf } from '../../models/price-models.js'
import { at as path } from '../../models/read-fields.js'
import { billingGridOf } from '../billing-grid.js'
import { changesInForce, lastStarted, type StandingChange } from '../changes/changes-in-force.js'
import type { AddOn, Override, Pause } from '../changes/subscription-change.js'
import { refuseContradiction, type Component } from '../component.js'
import type { Phase } from '../phases/phase.js'
import { phasesFrom } from '../phases/phases-from.js'
import { scalePrice } from '../phases/scale-price.js'
import type { PlanVersion } from '../publish-plan.js'
import { planStays, type PlanStay } from './plan-stays.js'
import { versionNamed, type SubscribedPlans } from './subscribed-plans.js'

/** Where the price of a component comes from. */
export interface TermSource {
  readonly plan: string
  readonly planVersion: Hash
  /** Name of the phase. */
  readonly phase?: string
  /** Key of the add-on. */
  readonly addOn?: string
  /** Id of the change that overrides the price. */
  readonly override?: string
}

/** A component as it holds at an instant. */
export interface Term {
  readonly component: Component
  readonly source: TermSource
}

/** What a subscription owes at an instant, before any usage. */
export interface Terms {
  readonly stay: PlanStay
  /** By component key; `key.component` for those of an add-on. */
  readonly components: ReadonlyMap<string, Term>
  /** `free`: nothing is due. `billed`: usage is, and no fee. Absent while nothing pauses. */
  readonly pause?: 'free' | 'billed'
}

/**
 * The terms at an instant: the plan in its phase, add-ons beside it, overrides in place of single prices. A price has one source: an
 * override holds alone, without the factor of a phase. `undefined` before the start, after the end, and of a side that does not exist.
 *
 * @throws `plan.version_unpublished`; `catalog.invalid` for an override by a price that reads what its component does not give
 */
export function termsAt({ subscription, versions, side = 'retail' }: SubscribedPlans, at: Instant): Terms | undefined {
  const stay = planStays(subscription, side).find(({ from, to }) => from <= at && (to === undefined || at < to))
  if (stay === undefined || (subscription.to !== undefined && at >= subscription.to)) return undefined
  const changes = changesInForce(subscription.changes ?? [])
  const version = versionNamed(versions, stay.plan, stay.planVersion)
  const phaseOf = ({ content }: PlanVersion, start: Instant | undefined) => phaseAt(content.phases, start, billingGridOf(subscription, content), at)
  const own = componentsOf(version, phaseOf(version, stay.phases === 'skipped' ? undefined : stay.since))
  const added = addOnsAt(changes, side, at).flatMap((addOn) => {
    const offered = versionNamed(versions, addOn.plan, addOn.planVersion)
    return addedComponents(addOn, componentsOf(offered, phaseOf(offered, addOn.phasesFrom)))
  })
  const components = new Map([...own, ...added].map(([key, term]) => [key, overridden(key, term, overrideOf(changes, side, key, at))]))
  const pause = pauseAt(changes, at)
  if (pause === undefined) return { stay, components }
  const due = pause === 'billed' ? [...components].filter(([, { component }]) => priceModelOf(component.price).metered) : []
  return { stay, components: new Map(due), pause }
}

function phaseAt(phases: readonly Phase[] | undefined, start: Instant | undefined, grid: ReturnType<typeof billingGridOf>, at: Instant): Phase | undefined {
  if (phases === undefined || start === undefined) return undefined
  return phasesFrom(phases, start, grid).find(({ to }) => at < to)?.phase
}

type KeyedTerm = readonly [string, Term]

function componentsOf({ plan, version, content }: PlanVersion, phase: Phase | undefined): readonly KeyedTerm[] {
  return Object.entries(content.components).map(([key, component]): KeyedTerm => {
    const source = { plan, planVersion: version }
    if (phase === undefined) return [key, { component, source }]
    const replaced = phase.prices !== undefined && Object.hasOwn(phase.prices, key) ? phase.prices[key] : undefined
    const price = replaced ?? scalePrice(component.price, phase.factor ?? '1')
    return [key, { component: { ...component, price }, source: { ...source, phase: phase.name } }]
  })
}

interface StandingAddOn extends AddOn {
  /** When the subscription got this add-on, whatever its quantity. */
  readonly phasesFrom: Instant
}

function addOnsAt(changes: readonly StandingChange[], side: Side, at: Instant): readonly StandingAddOn[] {
  const byKey = new Map<string, readonly AddOn[]>()
  for (const change of changes) {
    if (change.kind === 'add_on' && (change.side ?? 'retail') === side) byKey.set(change.addOn, [...(byKey.get(change.addOn) ?? []), change])
  }
  return [...byKey.values()].flatMap((entries) => {
    const addOn = lastStarted(entries, at)
    return addOn === undefined || isZero(addOn.quantity) ? [] : [{ ...addOn, phasesFrom: heldSince(entries, addOn) }]
  })
}

/** Back over neighbours of the same plan that held until the next one started. */
function heldSince(entries: readonly AddOn[], addOn: AddOn): Instant {
  let since = addOn.at
  for (const entry of entries.slice(0, entries.indexOf(addOn)).reverse()) {
    if (entry.plan !== addOn.plan || isZero(entry.quantity) || (entry.to !== undefined && entry.to < since)) break
    since = entry.at
  }
  return since
}

function addedComponents({ addOn, quantity }: AddOn, terms: readonly KeyedTerm[]): readonly KeyedTerm[] {
  return terms.map(([key, { component, source }]): KeyedTerm => {
    const own = { ...source, addOn }
    const name = `${addOn}.${key}`
    if (isZero(subtract(quantity, '1')) || priceModelOf(component.price).metered) return [name, { component, source: own }]
    const { price, label = name } = component
    return [name, { component: { ...component, price: scalePrice(price, quantity), label: `${label} × ${quantity}` }, source: own }]
  })
}

function overrideOf(changes: readonly StandingChange[], side: Side, key: string, at: Instant): Override | undefined {
  const overrides = changes.filter((change): change is Override => change.kind === 'override' && change.component === key && (change.side ?? 'retail') === side)
  return lastStarted(overrides, at)
}

function overridden(key: string, term: Term, override: Override | undefined): Term {
  if (override?.price === undefined) return term
  const { phase: _, ...source } = term.source
  const component = { ...term.component, price: override.price }
  refuseContradiction(component, path('components', key))
  return { component, source: { ...source, override: override.id } }
}

/** Whether a pause holds at an instant, and what it does to usage. */
export function pauseAt(changes: readonly StandingChange[], at: Instant): 'free' | 'billed' | undefined {
  const runs = changes.filter((change): change is Pause | (StandingChange & { readonly kind: 'resume' }) => change.kind === 'pause' || change.kind === 'resume')
  const last = lastStarted(runs, at)
  return last?.kind === 'pause' ? (last.usage ?? 'free') : undefined
}
