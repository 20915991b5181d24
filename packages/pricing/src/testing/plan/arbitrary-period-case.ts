import fc from 'fast-check'
import { periodAt, smallest, subtract, type Decimal, type Dimensions } from '@farthing/core'
import { billingGridOf } from '../../catalog/billing-grid.js'
import type { Component } from '../../catalog/component.js'
import type { Plan } from '../../catalog/plan.js'
import { publishPlan, type PlanVersion } from '../../catalog/publish-plan.js'
import type { PriceFacts } from '../../models/price-facts.js'
import { arbitraryContractPeriod, type ContractPeriod } from '../arbitrary-rating.js'
import { arbitraryMoment, arbitraryReadings, type MeterReadings, type Moment, type Reading } from '../arbitrary-usage.js'
import { edgesOf } from '../edges-of.js'
import { arbitraryComponentCase, arbitraryDimensions, arbitraryUse, readsMore } from './arbitrary-component-case.js'
import type { PlanLawOptions } from './plan-law-options.js'

/** A period of a plan, and what happens in it. */
export interface PeriodCase extends ContractPeriod {
  readonly readings: readonly Reading[]
  /** Facts of the components that read more than usage, by key: `rate` is not given them. */
  readonly apart: { readonly [component: string]: PriceFacts }
  /** Where the period is cut. */
  readonly cuts: readonly Moment[]
  /** How many readings change places, and come a second time. */
  readonly turn: number
}

/**
 * Periods of a plan, with usage of its meters at the edges of its rate cards, beside them and anywhere else. Shrinks towards no usage in
 * the {@link plainPeriod}.
 */
export function arbitraryPeriodCase(plan: Plan, { maxQuantity, stages }: PlanLawOptions): fc.Arbitrary<PeriodCase> {
  const [together, apart] = divided(plan)
  const facts = Object.entries(apart).map(([key, component]) => [key, arbitraryComponentCase(component, maxQuantity).map((tried) => tried.facts)] as const)
  const planVersion = publishPlan('plan', { ...plan, components: together }, undefined, stages)
  const terms = fc.oneof({ withCrossShrink: true }, fc.constant(plainPeriod(planVersion)), arbitraryContractPeriod({ planVersion, whole: true }), arbitraryContractPeriod({ planVersion }))
  const usage = fc.record({
    readings: arbitraryReadings(readingsFor(together, maxQuantity)).map((readings) => (maxQuantity === undefined ? readings : limited(readings, maxQuantity))),
    apart: fc.record(Object.fromEntries(facts), { noNullPrototype: true }),
    cuts: fc.array(arbitraryMoment(), { maxLength: 4 }),
    turn: fc.nat({ max: 11 }),
  })
  return fc.tuple(terms, usage).map(([period, used]) => ({ ...period, ...used }))
}

/** The cases to try first: a plain period in which nothing is used. None for a plan with prices that read more than usage. */
export function edgePeriods(plan: Plan, { stages }: PlanLawOptions): readonly PeriodCase[] {
  const [, apart] = divided(plan)
  return Object.keys(apart).length > 0 ? [] : [{ ...plainPeriod(publishPlan('plan', plan, undefined, stages)), readings: [], apart: {}, cuts: [], turn: 0 }]
}

/** The period that starts on the first of October 2026 in UTC; the subscription runs through it. */
function plainPeriod(planVersion: PlanVersion): ContractPeriod {
  const identity = { id: 'acme/1', account: 'acme', plan: planVersion.plan, planVersion: planVersion.version, zone: 'UTC', anchor: '2026-10-01' }
  const { from, to } = periodAt(billingGridOf(identity, planVersion.content), '2026-10-01T00:00:00.000000Z')
  return { contract: { tenant: 'seller', side: 'retail', subscription: { ...identity, from }, planVersion }, period: { from, to } }
}

/** Readings that sum to no more than a limit on each meter. */
function limited(readings: readonly Reading[], limit: Decimal): readonly Reading[] {
  const left = new Map<string, Decimal>()
  return readings.map((reading) => {
    const room = left.get(reading.meter) ?? limit
    const quantity = smallest(reading.quantity, room)
    left.set(reading.meter, subtract(room, quantity))
    return { ...reading, quantity }
  })
}

type Components = Plan['components']

/** The components that a period is rated with, and those whose prices read more than usage. */
function divided({ components }: Plan): readonly [together: Components, apart: Components] {
  const entries = Object.entries(components)
  return [Object.fromEntries(entries.filter(([, { price }]) => !readsMore(price))), Object.fromEntries(entries.filter(([, { price }]) => readsMore(price)))]
}

/** For each meter the edges of all its prices, and the dimension values that they tell apart. */
function readingsFor(components: Components, maxQuantity: Decimal | undefined): { readonly [meter: string]: MeterReadings } {
  const byMeter = new Map<string, readonly Component[]>()
  for (const component of Object.values(components)) {
    if (component.meter !== undefined) byMeter.set(component.meter, [...(byMeter.get(component.meter) ?? []), component])
  }
  return Object.fromEntries(
    [...byMeter].map(([meter, own]) => [
      meter,
      { quantity: arbitraryUse(own.flatMap(({ price }) => edgesOf(price)), maxQuantity), dimensions: arbitraryDimensionsOfAll(own) },
    ]),
  )
}

/** Values that fit every component: those of a price that has none for the rest come last, and so decide. */
function arbitraryDimensionsOfAll(components: readonly Component[]): fc.Arbitrary<Dimensions> {
  const [decisive, free] = [components.filter(isDecisive), components.filter((component) => !isDecisive(component))]
  return fc.tuple(...[...free, ...decisive].map(arbitraryDimensions)).map((each) => each.reduce<Dimensions>((all, own) => ({ ...all, ...own }), {}))
}

function isDecisive({ price }: Component): boolean {
  return price.model === 'matrix' && price.otherwise === undefined
}
