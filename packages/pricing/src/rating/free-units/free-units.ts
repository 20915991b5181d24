import { addAll, aggregations as builtIn, canonicalJson, compare, signOf, smallest, subtract, type Dimensions, type Exact, type Instant, type Interval } from '@farthing/core'
import type { Charge } from '../../charges/charge.js'
import { packsNeeded } from '../../charges/producers/price-producers.js'
import { givenUsage, withGiven } from '../quotes/given-usage.js'
import { rate, type RatingInput, type RatingOptions } from '../rate.js'
import { freeBounds } from './free-bounds.js'
import { freePart } from './free-part.js'
import { groupOf, measuredMeter, withMore, type ComponentRun, type GroupQuantity, type MeasuredMeter, type MeasuredWindow, type PlannedUnits } from './measured-meter.js'

export interface FreeUnitsQuestion {
  /** What the period is rated from; where its terms change, that of the segment in which `at` lies. */
  readonly rating: RatingInput
  readonly meter: string
  /** Whose terms count: those that hold then. */
  readonly at: Instant
  /**
   * The group of usage that is asked about; a dimension that is not given is `null`. Unless given all groups that have usage, together: what is left is then that of
   * all of them, for people to see, and one group may have nothing of it.
   */
  readonly dimensions?: Dimensions
  /** Units, of this meter and of others, that count as used although nobody has used them yet: what is set aside. */
  readonly planned?: readonly PlannedUnits[]
}

/** How much of a meter's usage costs nothing. `from` and `to` are the time in which one set of prices reads the meter. */
export interface FreeUnits extends Interval {
  /** In that time, what is planned included. */
  readonly used: Exact
  /** Of these, units that cost nothing. */
  readonly free: Exact
  /** How many more units cost nothing; absent where all do. */
  readonly left?: Exact
  /** Dimensions that are priced apart: each group may have free units of its own. */
  readonly by: readonly string[]
}

/** Above every allowance: units of which all are free at this quantity are free at any. */
const plenty: Exact = '1000000000000000000'

/**
 * How many more units of a meter would cost nothing, found by rating: of a quantity beyond every allowance, the units that cost nothing, above those that do now.
 * So it counts whatever rating counts: free tiers, included units with what rolled over, stages such as `included-quantity`, and granted units. Where charges
 * share an allowance, what others have taken of it is gone.
 *
 * A price that is free up to a quantity and costs from the first unit on above it, such as the first tier of `volume`, leaves what is below that quantity. Never
 * more than is free: where it cannot be told, as for prices that read events one by one, and where a unit would take an allowance from another charge, nothing is
 * left. Where several components price the meter, units are free that are so for each.
 *
 * Exact. Cost: three ratings, and one more for each bound that is tried.
 *
 * @returns `undefined` where the terms that hold at `at` do not price the meter
 * @throws what `rate` throws
 */
export function freeUnits(question: FreeUnitsQuestion, options: RatingOptions = {}): FreeUnits | undefined {
  const { rating, meter, at, dimensions, planned = [] } = question
  const given = { ...options, at, planned }
  const own = measuredMeter(rating, meter, given)
  const held = own.runs.filter(({ component, from, to }) => component.meter === meter && from <= at && at < to)
  const now = own.windows.find(({ from, to }) => from <= at && at < to)
  if (held.length === 0 || now === undefined) return undefined
  const groups = groupsAsked(dimensions, own.by, now.quantities)
  const used = addAll(groups.map(({ quantity }) => quantity))
  const others = [...new Set(planned.map((units) => units.meter))].filter((each) => each !== meter).map((each) => measuredMeter(rating, each, given))
  const readsEvents = own.runs.some(({ component }) => packsNeeded(component.price).length > 0)
  const trial: Trial = { rating, own, others, now, groups, used, held, options }
  const before = readsEvents ? [] : ratedWith(trial, '0')
  const left = readsEvents ? '0' : leftOf(trial, before)
  return { from: now.from, to: now.to, used, free: freeSoFar(trial, before), by: own.by, ...(left === undefined ? {} : { left }) }
}

/** The group that is asked about, also where nothing of it was used, or all; one of no dimensions in particular where there is none. */
function groupsAsked(asked: Dimensions | undefined, by: readonly string[], measured: readonly GroupQuantity[]): readonly GroupQuantity[] {
  if (asked === undefined && measured.length > 0) return measured
  const dimensions = groupOf(asked, by)
  const key = canonicalJson(dimensions)
  return [measured.find((group) => canonicalJson(group.dimensions) === key) ?? { dimensions, quantity: '0' }]
}

interface Trial {
  readonly rating: RatingInput
  readonly own: MeasuredMeter
  /** Other meters of which something is planned. */
  readonly others: readonly MeasuredMeter[]
  readonly now: MeasuredWindow
  readonly groups: readonly GroupQuantity[]
  readonly used: Exact
  readonly held: readonly ComponentRun[]
  readonly options: RatingOptions
}

/** Units of the groups that are asked about that cost nothing for any component. */
function freeSoFar({ groups, held, now }: Trial, charges: readonly Charge[]): Exact {
  const asked = new Set(groups.map(({ dimensions }) => canonicalJson(dimensions)))
  const [first = '0', ...others] = held.map(({ key, component: { by = [] } }) =>
    freePart(charges.filter((charge) => charge.component === key && charge.from <= now.from && now.to <= charge.to && (by.length === 0 || asked.has(canonicalJson(charge.dimensions))))),
  )
  return smallest(first, ...others)
}

/** @returns `undefined` where there is no end of free units */
function leftOf(trial: Trial, before: readonly Charge[]): Exact | undefined {
  const beyond = ratedWith(trial, plenty)
  const each = trial.held.map((run) => {
    const isSeen = ({ component }: Charge): boolean => trial.held.length === 1 || component === run.key
    const standing = { before: before.filter(isSeen), isSeen }
    const more = subtract(freePart(beyond.filter(isSeen)), freePart(standing.before))
    return signOf(more) > 0 && (trial.groups.length > 1 || isFree(trial, more, standing)) ? more : belowBound(trial, run, standing)
  })
  const [first = '0', ...others] = each
  const left = smallest(first, ...others)
  return compare(left, plenty) < 0 ? left : undefined
}

interface Standing {
  /** Of what is seen. */
  readonly before: readonly Charge[]
  readonly isSeen: (charge: Charge) => boolean
}

/** Whether that many more units cost nothing: each is free, and none takes an allowance from what was free. */
function isFree(trial: Trial, more: Exact, { before, isSeen }: Standing): boolean {
  const after = ratedWith(trial, more).filter(isSeen)
  return compare(subtract(freePart(after), freePart(before)), more) >= 0 && compare(costOf(after), costOf(before)) <= 0
}

function costOf(charges: readonly Charge[]): Exact {
  return addAll(charges.flatMap(({ trail }) => trail.map(({ amount }) => amount)))
}

/** What is left below the last bound to which all is free. With several groups nobody knows which one reaches it. */
function belowBound(trial: Trial, run: ComponentRun, standing: Standing): Exact {
  const { groups, used, rating: { contract } } = trial
  if (groups.length > 1) return '0'
  let left: Exact = '0'
  for (const more of freeBounds(run.component, { used, charges: standing.before, program: contract.program ?? contract.planVersion.content.program })) {
    if (!isFree(trial, more, standing)) break
    left = more
  }
  return left
}

/** The charges of the period if each group that is asked about had so much more usage now. */
function ratedWith({ rating, own, others, now, groups, options }: Trial, more: Exact): readonly Charge[] {
  const { facts, contract } = rating
  const raised = groups.reduce((quantities, { dimensions }) => withMore(quantities, dimensions, more), now.quantities)
  const asked = { ...own, windows: own.windows.map((window) => (window === now ? { ...window, quantities: raised } : window)) }
  const given = [asked, ...others].flatMap(({ meter, windows }) =>
    windows.flatMap((window) => givenUsage(window.quantities.map((group) => ({ meter, ...group })), contract.subscription.id, window)),
  )
  const replaced = new Set([own, ...others].map(({ meter }) => meter))
  const usage = [...facts.usage.filter(({ meter }) => !replaced.has(meter)), ...given]
  return rate({ ...rating, facts: { ...facts, usage } }, { ...options, aggregations: withGiven(options.aggregations ?? builtIn) }).charges
}
