import { addAll, compare, compareBytes, largest, subtract, type CurrencyCode, type Dimensions, type Exact } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import type { Plan } from '../../catalog/plan.js'
import type { Components } from '../../catalog/price-book.js'
import type { Program } from '../../charges/pipeline/program.js'
import { at } from '../../models/read-fields.js'
import type { PriceFacts } from '../../models/price-facts.js'
import type { Price } from '../../models/price.js'
import { groupsUsed, type UsageByMeter } from '../quotes/meter-usage.js'
import { costOf, nothingUsed, peakOf } from './peak-of.js'
import { checkPlanned, factsAfter, type PlannedUsage } from './planned-usage.js'
import { refuseUnproven } from './proven-stages.js'

export interface UpperBoundQuestion {
  readonly plan: Plan
  /** What the period has used so far, by meter; a meter that is not named was not used. */
  readonly usage: UsageByMeter
  /** What the event would add, by meter: one event may be read by several. A quantity stands for an event of at most that much. */
  readonly planned: { readonly [meter: string]: Exact | PlannedUsage }
  /** What the plan's program prices beside the plan, such as add-ons: free units are shared with it. Its own cost is not in the bound. */
  readonly beside?: readonly Components[]
  /** What runs over all charges of the account. */
  readonly accountProgram?: Program
}

export interface BoundedAmount {
  /** Not below 0; exact and unrounded. */
  readonly amount: Exact
  /** `exact`: the event costs this if it comes as planned. `bound`: it costs this at most. */
  readonly kind: 'exact' | 'bound'
}

export interface UpperBound extends BoundedAmount {
  readonly currency: CurrencyCode
  /** Of the components that price a planned meter, by key in byte order; they sum to the amount. */
  readonly components: readonly (BoundedAmount & { readonly component: string })[]
}

/**
 * What an event that has not happened costs at most, on top of what the period's usage costs already: what a host sets aside before it lets
 * an expensive request through.
 *
 * The bound is never below the true cost of the event, for any quantity up to the planned one, and any dimension, user type or limited meter
 * that the plan of it leaves open; a dearer tier in reach counts, and one that makes earlier units cheaper does not help. It is exact where
 * cost rises with the quantity and nothing is open. The event counts as the last one of the period.
 *
 * Most stages of a program make an event no dearer, so the bound holds with them: fees, discounts, coupons, caps, minimums, commitments, adjustments, and free
 * units of one price. Those that may are refused: an overage factor above 1, a bundle rate, tiers of a stage's own, units that are free of a price in tiers.
 *
 * @throws `rating.bound_unproven` for a program with such a stage, or one of the host's own, saying why; `price.quantity_negative` for a planned quantity below 0;
 *   `rating.fact_missing`; what `ratePrice` throws for the usage so far
 */
export function upperBound({ plan, usage, planned, beside = [], accountProgram }: UpperBoundQuestion): UpperBound {
  const { program } = plan
  refuseUnproven({ ...(program && { program }), ...(accountProgram && { accountProgram }), components: [plan.components, ...beside] })
  const stages = [...(program?.stages ?? []), ...(accountProgram?.stages ?? [])]
  const checked = new Map(Object.entries(planned).map(([meter, each]) => [meter, checkPlanned(each, at('planned', meter))]))
  const components = Object.entries(plan.components)
    .sort(([a], [b]) => compareBytes(a, b))
    .flatMap(([key, component]) => {
      const event = checked.get(component.meter ?? '')
      return event === undefined || component.meter === undefined ? [] : [{ component: key, ...boundOf(component, groupsUsed(usage, component.meter, component.by ?? []), event) }]
    })
  return {
    amount: addAll(components.map(({ amount }) => amount)),
    kind: stages.length === 0 && components.every(({ kind }) => kind === 'exact') ? 'exact' : 'bound',
    currency: plan.currency,
    components,
  }
}

/** The group of usage that an event would join. */
interface JoinedGroup {
  readonly facts: PriceFacts
  /** What the group costs already. */
  readonly cost: Exact
}

function boundOf({ price, by = [] }: Component, used: readonly PriceFacts[], planned: PlannedUsage): BoundedAmount {
  const groups = by.length === 0 ? [onlyGroup(price, used)] : groupsJoined({ price, by }, used, planned.dimensions ?? {})
  const amount = groups.reduce<Exact>((most, { facts, cost }) => largest(most, subtract(peakOf(price, facts, planned), cost)), '0')
  const [group, ...others] = groups
  const isCertain = group !== undefined && others.length === 0 && by.every((name) => Object.hasOwn(group.facts.dimensions ?? {}, name))
  return { amount, kind: isCertain && costsAsPlanned(price, group, planned, amount) ? 'exact' : 'bound' }
}

/** Whether the event as planned costs an amount. */
function costsAsPlanned(price: Price, { facts, cost }: JoinedGroup, planned: PlannedUsage, amount: Exact): boolean {
  const after = factsAfter(price, facts, planned)
  return after !== undefined && compare(subtract(costOf(price, after), cost), amount) === 0
}

/** Without dimensions there is one group from the start, also while nothing is used. */
function onlyGroup(price: Price, [first]: readonly PriceFacts[]): JoinedGroup {
  const facts = first ?? nothingUsed(price, {})
  return { facts, cost: costOf(price, facts) }
}

/** Every group that has the dimensions that are known, and a new one where none surely is the group: that one has cost nothing yet. */
function groupsJoined({ price, by }: Required<Pick<Component, 'price' | 'by'>>, used: readonly PriceFacts[], known: Dimensions): readonly JoinedGroup[] {
  const joined = used.filter(({ dimensions = {} }) => by.every((name) => !Object.hasOwn(known, name) || (dimensions[name] ?? null) === known[name]))
  const groups = joined.map((facts): JoinedGroup => ({ facts, cost: costOf(price, facts) }))
  const isCertain = joined.length > 0 && by.every((name) => Object.hasOwn(known, name))
  return isCertain ? groups : [...groups, { facts: nothingUsed(price, known), cost: '0' }]
}
