import { addAll, canonicalJson, checkJson, compare, subtract, type Exact, type UsageBucket } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import type { Plan } from '../../catalog/plan.js'
import type { ChargeAdjustment } from '../../charges/charge-adjustment.js'
import type { Charge } from '../../charges/charge.js'
import type { PriceFacts } from '../../models/price-facts.js'
import type { Reading } from '../arbitrary-usage.js'
import { feesOver, halves, slicesOf, type PeriodRater } from '../rating-laws.js'
import type { PeriodCase } from './arbitrary-period-case.js'
import type { Breach } from './breach.js'
import { dimensionCells, partRow } from './facts-row.js'
import { eventsOf, meteredUsage } from './metered-usage.js'
import type { PlanLawOptions } from './plan-law-options.js'
import type { AmountWithParts } from './plan-raters.js'
import type { Row } from './table.js'

/** A plan, and what prices its periods. */
export interface PeriodSubject {
  readonly plan: Plan
  readonly ratePeriod: PeriodRater
  /** Prices the components that a period is not rated with. */
  readonly rate: (component: Component, facts: PriceFacts) => AmountWithParts
}

/** A period with what it costs. */
export interface RatedCase extends PeriodCase {
  readonly charges: readonly Charge[]
}

/** A promise about a plan as a whole, held against one period at a time. */
export interface PeriodLaw {
  readonly name: string
  readonly breachOf: (subject: PeriodSubject, tried: RatedCase) => Omit<Breach, 'law'> | undefined
}

const orderFree: PeriodLaw = {
  name: 'I-ORDER, I-BATCH: order, repeats and batches of events change nothing',
  breachOf({ plan, ratePeriod }, tried) {
    const { charges, readings, turn } = tried
    if (readings.length === 0) return undefined
    const events = eventsOf(tried, readings)
    const sentAgain = meteredUsage(tried, [...events.slice(turn), ...events].reverse(), readings).flatMap(halves)
    const again = chargesFor(ratePeriod, tried, [...sentAgain.slice(turn), ...sentAgain.slice(0, turn)])
    if (bytesOf(charges) === bytesOf(again)) return undefined
    const [expected, found] = [totalOf(charges), totalOf(again)]
    const difference = compare(expected, found) === 0 ? `${found}, in other charges` : found
    return { components: plan.components, usage: readings.map(readingRow), expected, found: difference }
  },
}

const chargesAddUp: PeriodLaw = {
  name: 'R-EXACT: a charge is the sum of its steps and adjustments; the charge of a minimum or a cap brings its sum to the target',
  breachOf({ plan }, { charges }) {
    const amounts = new Map(charges.map(({ chargeKey, amount }) => [chargeKey, amount]))
    for (const { component, quantity, amount: found, trail, adjustments = [], target } of charges) {
      const steps = addAll([...trail, ...adjustments].map(({ amount }) => amount))
      const rest = target === undefined ? steps : subtract(target.amount, addAll(target.of.map((key) => amounts.get(key) ?? '0')))
      const expected = [steps, rest].find((right) => compare(right, found) !== 0)
      if (expected !== undefined) return { components: plan.components, usage: [...trail.map(partRow), ...adjustments.map(adjustmentRow)], expected: `${expected} for ${quantity} of ${component}`, found }
    }
    return undefined
  },
}

function adjustmentRow({ label, stage, amount }: ChargeAdjustment): Row {
  return { part: label, stage, amount }
}

/** Totals too: what programs give away for the sum of a period is no part of any one price. */
const totalNeverLess: PeriodLaw = {
  name: 'R-MARGINAL: more usage never makes a period cheaper',
  breachOf({ plan, ratePeriod }, tried) {
    const { readings, turn, charges } = tried
    if (readings.length === 0) return undefined
    const fewer = readings.slice(0, turn % readings.length)
    const usage = meteredUsage(tried, eventsOf(tried, fewer), fewer)
    const [less, found] = [totalOf(chargesFor(ratePeriod, tried, usage)), totalOf(charges)]
    if (compare(found, less) >= 0) return undefined
    return { components: plan.components, usage: readings.map((reading, place) => ({ ...readingRow(reading), used: place < fewer.length ? 'before' : 'then' })), expected: `at least ${less}`, found }
  },
}

const slicesSum: PeriodLaw = {
  name: 'R-PRORATE: the slices of a period sum to the whole',
  breachOf({ plan, ratePeriod }, tried) {
    const fees = Object.entries(plan.components).filter(([, { meter }]) => meter === undefined)
    if (fees.length === 0 || tried.cuts.length === 0) return undefined
    const slices = slicesOf(tried.period, tried.cuts).map((slice) => ({ ...slice, amount: addAll(feesOver(ratePeriod, tried, slice)) }))
    const expected = addAll(feesOver(ratePeriod, tried, tried.period))
    const found = addAll(slices.map(({ amount }) => amount))
    return compare(expected, found) === 0 ? undefined : { components: Object.fromEntries(fees), usage: slices, expected, found }
  },
}

/** What is promised of the total of a period. */
interface TotalPromise {
  readonly name: string
  readonly holds: (total: Exact) => boolean
  readonly expected: string
  /** Whether it is promised of periods only that the subscription runs through. */
  readonly whole: boolean
}

function totalLaw({ name, holds, expected, whole }: TotalPromise): PeriodLaw {
  return {
    name,
    breachOf(subject, tried) {
      if (whole && !isWhole(tried)) return undefined
      const usage = chargeRows(subject, tried)
      const found = addAll(usage.map(({ amount }) => amount))
      return holds(found) ? undefined : { components: subject.plan.components, usage, expected, found }
    },
  }
}

function isWhole({ contract, period }: PeriodCase): boolean {
  const { from, to } = contract.subscription
  return from <= period.from && (to === undefined || period.to <= to)
}

/** Those that a plan promises, in the order in which they are held. */
export function periodLaws({ minimum, cap, negativeTotal = false, monotone, rate }: PlanLawOptions): readonly PeriodLaw[] {
  return [
    orderFree,
    ...(rate === undefined ? [chargesAddUp] : []),
    slicesSum,
    ...(monotone === true ? [totalNeverLess] : []),
    ...(negativeTotal ? [] : [totalLaw({ name: 'no total is negative', whole: false, holds: (total) => compare(total, '0') >= 0, expected: 'at least 0' })]),
    ...(minimum === undefined ? [] : [totalLaw({ name: 'the minimum of a period holds', whole: true, holds: (total) => compare(total, minimum) >= 0, expected: `at least ${minimum}` })]),
    ...(cap === undefined ? [] : [totalLaw({ name: 'the cap of a period holds', whole: true, holds: (total) => compare(total, cap) <= 0, expected: `at most ${cap}` })]),
  ]
}

/** The first law that a period breaks. */
export function brokenPeriodLaw(laws: readonly PeriodLaw[], subject: PeriodSubject, tried: PeriodCase): Breach | undefined {
  const rated = ratedCase(subject, tried)
  for (const { name, breachOf } of laws) {
    const breach = breachOf(subject, rated)
    if (breach !== undefined) return { law: name, ...breach, ...programOf(subject.plan) }
  }
  return undefined
}

/** What stands beside the rate cards. */
export function programOf({ program }: Plan): Pick<Breach, 'program'> {
  return program === undefined ? {} : { program }
}

/** The period with its usage metered and rated. */
function ratedCase({ ratePeriod }: PeriodSubject, tried: PeriodCase): RatedCase {
  const usage = meteredUsage(tried, eventsOf(tried, tried.readings), tried.readings)
  return { ...tried, charges: chargesFor(ratePeriod, tried, usage) }
}

function chargesFor(ratePeriod: PeriodRater, { contract, period }: PeriodCase, usage: readonly UsageBucket[]): readonly Charge[] {
  return ratePeriod({ contract, facts: { usage }, carryIn: {}, period, knownAt: { cut: '1', at: period.to } }).charges
}

function bytesOf(charges: readonly Charge[]): string {
  return canonicalJson(checkJson(charges, 'charges'))
}

function totalOf(charges: readonly Charge[]): Exact {
  return addAll(charges.map(({ amount }) => amount))
}

type AmountRow = Row & { readonly amount: Exact }

/** All that a period costs, charge by charge. */
function chargeRows({ plan, rate }: PeriodSubject, tried: RatedCase): readonly AmountRow[] {
  const together = tried.charges.map(({ component, quantity, dimensions, amount }) => ({ charge: component, quantity, ...dimensionCells(dimensions), amount }))
  const apart = Object.entries(tried.apart).flatMap(([key, facts]) => {
    const component = plan.components[key]
    if (component === undefined) return []
    return [{ charge: key, quantity: facts.quantity, amount: rate(component, facts).amount }]
  })
  return [...together, ...apart]
}

/** What was read on a meter. */
export function readingRow({ meter, dimensions, quantity }: Reading): Row {
  return { meter, quantity, ...dimensionCells(dimensions) }
}
