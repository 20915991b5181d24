import { cadence, fail, type Cadence, type CurrencyCode, type PeriodUnit } from '@farthing/core'
import { builtInStages } from '../adjustments/built-in-stages.js'
import { checkProgram, type Program } from '../charges/pipeline/program.js'
import type { StageTable } from '../charges/pipeline/stage.js'
import { at, oneOf, optional, readRecord, readText } from '../models/read-fields.js'
import { checkComponent, type Component } from './component.js'
import { checkPhases, type Phase } from './phases/phase.js'
import { refuseUnfitPhases } from './phases/refuse-unfit-phases.js'
import { checkBookPrice, readComponents, readCurrency, type BookPrice, type Components } from './price-book.js'

/** Components by name, some of them still references into a price book. */
export interface PlanComponents {
  readonly [component: string]: Component | BookPrice
}

/** What an account subscribes to. Complete by itself, unless `C` says that it still draws on a price book. */
export interface Plan<C extends PlanComponents = Components> {
  readonly currency: CurrencyCode
  readonly every: Cadence
  readonly name?: string
  readonly components: C
  /** What happens to its charges beside pricing them: allowances, discounts, minimums; nothing unless given. */
  readonly program?: Program
  /** Times with other prices before those of the components hold: a trial, a ramp. */
  readonly phases?: readonly Phase[]
  /** What the host calls plans of this kind, such as `usage` or `add-on`; programs can be bound to it. */
  readonly type?: string
}

/** How a plan is billed. */
export interface PlanTerms {
  readonly currency: CurrencyCode
  /** Billing period: a unit, or a number of units. */
  readonly every: PeriodUnit | Cadence
  readonly name?: string
  /** Allowances, discounts, minimums and so on, in the order in which they run. */
  readonly program?: Program
  /** In the order in which they come. */
  readonly phases?: readonly Phase[]
  readonly type?: string
}

/** A plan: `plan({ currency: 'EUR', every: 'month' }, { base: flat('49.00') })`. */
export function plan<const C extends PlanComponents>(terms: PlanTerms, components: C): Plan<C> {
  return checkPlan({ ...terms, components }, '') as Plan<C>
}

/** Reads a plan in canonical form. References into price books stay; the catalogue resolves them. */
export function checkPlan(value: unknown, field: string, stages: StageTable = builtInStages): Plan<PlanComponents> {
  const fields = readRecord(value, field, ['currency', 'every', 'name', 'components', 'program', 'phases', 'type'])
  const plan = {
    currency: readCurrency(fields.currency, at(field, 'currency')),
    every: readCadence(fields.every, at(field, 'every')),
    ...optional(fields, 'name', field, readText),
    components: readComponents(fields.components, at(field, 'components'), checkPlanComponent),
    ...optional(fields, 'program', field, (program, place) => checkProgram(program, stages, place)),
    ...optional(fields, 'phases', field, checkPhases),
    ...optional(fields, 'type', field, readText),
  }
  refuseUnfitPhases(plan, field)
  return plan
}

function checkPlanComponent(value: unknown, field: string): Component | BookPrice {
  return isReference(value) ? checkBookPrice(value, field) : checkComponent(value, field)
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'book')
}

const readUnit = /* @__PURE__ */ oneOf<PeriodUnit>(['day', 'week', 'month', 'quarter', 'half_year', 'year'])

function readCadence(value: unknown, field: string): Cadence {
  if (typeof value === 'string') return cadence(readUnit(value, field))
  const fields = readRecord(value, field, ['unit', 'count'])
  const unit = readUnit(fields.unit, at(field, 'unit'))
  return cadence({ unit, count: readCount(fields.count, at(field, 'count')) })
}

function readCount(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= 1_000) return value
  return fail('period.invalid', { field, because: `is ${String(value)} and not a whole number from 1 to 1,000` })
}
