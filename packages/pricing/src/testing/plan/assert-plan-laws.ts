import type { Plan } from '../../catalog/plan.js'
import { arbitraryComponentCase, edgeCases, type ComponentCase } from './arbitrary-component-case.js'
import { arbitraryPeriodCase, edgePeriods, type PeriodCase } from './arbitrary-period-case.js'
import { brokenComponentLaw, componentLaws } from './component-laws.js'
import { factsRow } from './facts-row.js'
import { attempted, holdLaw } from './hold-law.js'
import { brokenPeriodLaw, periodLaws, programOf, readingRow } from './period-laws.js'
import { usualRuns, type PlanLawOptions } from './plan-law-options.js'
import { componentRaterOf, periodRaterOf } from './plan-raters.js'

const everyUsagePriced = 'R-PLANVALID: every usage has a price'

/**
 * Holds a plan against the laws that a price plan keeps, in any test runner: `assertPlanLaws(pro, { monotone: true })`.
 *
 * Of each component: the amount is exactly what its rate card says, computed a second time in another way; parts hold each unit once; cutting
 * a tier in two at one price changes nothing; caps hold; more usage never costs less, where the model promises it or `monotone` asks for it.
 * Of the plan and its program: order, repeats and batches of events change nothing; charges are the sum of their steps and adjustments; the
 * slices of a period sum to it; no total is negative; `minimum` and `cap` hold. Prices that read transactions, time entries, carried amounts or several meters are rated one by one, with facts of their own.
 *
 * The edges of each rate card are tried first, from the least up, then `runs` cases of chance, of which the one that fails is made smaller.
 *
 * @throws an `Error` whose message is the smallest counter-example as a rate card: the law, the component with its tiers, the usage, what
 * was expected and found, and the seed that finds it again
 */
export function assertPlanLaws(plan: Plan, options: PlanLawOptions = {}): void {
  assertComponentLaws(plan, options)
  assertPeriodLaws(plan, options)
}

/** One search for all laws of a component, as for those of a period below: to rate is most of the work. */
function assertComponentLaws(plan: Plan, options: PlanLawOptions): void {
  const rate = componentRaterOf(options)
  for (const [key, component] of Object.entries(plan.components)) {
    const laws = componentLaws.filter(({ appliesTo }) => appliesTo(key, component, options))
    const search = { cases: arbitraryComponentCase(component, options.maxQuantity), first: edgeCases(component, options.maxQuantity) }
    const breachOf = (tried: ComponentCase) =>
      attempted(() => brokenComponentLaw(laws, { key, component, rate }, tried), { law: everyUsagePriced, components: { [key]: component }, usage: [factsRow(tried.facts)] })
    holdLaw({ ...search, breachOf }, plan, options)
  }
}

function assertPeriodLaws(plan: Plan, options: PlanLawOptions): void {
  const subject = { plan, rate: componentRaterOf(options), ratePeriod: periodRaterOf(options) }
  const laws = periodLaws(options)
  const search = { cases: arbitraryPeriodCase(plan, options), first: edgePeriods(plan, options), runs: Math.ceil((options.runs ?? usualRuns) * 0.25) }
  const breachOf = (tried: PeriodCase) =>
    attempted(() => brokenPeriodLaw(laws, subject, tried), { law: everyUsagePriced, components: plan.components, usage: tried.readings.map(readingRow), ...programOf(plan) })
  holdLaw({ ...search, breachOf }, plan, options)
}
