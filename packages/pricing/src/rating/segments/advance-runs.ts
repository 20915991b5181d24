import { negate, type Decimal, type Instant, type Interval } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import { knownBy } from '../../catalog/terms/known-by.js'
import type { SubscribedPlans } from '../../catalog/terms/subscribed-plans.js'
import { termCuts } from '../../catalog/terms/term-cuts.js'
import { termsAt, type Terms } from '../../catalog/terms/terms-at.js'
import { isSameComponent } from './is-same-component.js'
import type { TermRun, TermSpan } from './term-runs.js'

/** What the key of a fee has behind it where what is left of it is credited. */
const unused = '.unused'

/** Key of the credit for what is left of a fee. */
export function unusedKeyOf(key: string): string {
  return `${key}${unused}`
}

/** Key of the component that a charge comes from: of the fee for the credit of what is left of it. */
export function feeKeyOf(component: string): string {
  return component.endsWith(unused) ? component.slice(0, -unused.length) : component
}

/**
 * The runs of a span with fees as they were due in advance.
 *
 * A fee that runs out earlier than was known when it began was due for longer: it stays as it was due, and a credit of the same price
 * stands beside it for the time that is left. Exact: both together cost what the fee costs for the time that it ran. What was known in
 * advance, such as the end of a trial, needs no credit, and neither does a fee in arrears or one that is never prorated.
 */
export function withAdvanceCredits(source: SubscribedPlans, { runs }: TermSpan, period: Interval): readonly TermRun[] {
  return runs.flatMap((run) => {
    const amount = prepaidAmount(run.component)
    if (amount === undefined || run.to >= period.to) return [run]
    const planned = plannedEnd(source, run, period)
    if (planned <= run.to) return [run]
    return [{ ...run, to: planned }, { ...run, ...creditOf(run, amount), from: run.to, to: planned }]
  })
}

function prepaidAmount({ billing, proration, price }: Component): Decimal | undefined {
  if (billing !== 'advance' || proration === 'none') return undefined
  return price.model === 'flat' || price.model === 'fixed_fmv' ? price.amount : undefined
}

/** When the run was to end by what was decided when it began; its own end where it was decided only later. */
function plannedEnd({ subscription, ...others }: SubscribedPlans, run: TermRun, period: Interval): Instant {
  const source = { ...others, subscription: knownBy(subscription, run.from) }
  const began = termsAt(source, run.from)
  if (began === undefined || !holdsIn(began, run)) return run.to
  const { to: ends = period.to } = source.subscription
  const end = ends < period.to ? ends : period.to
  const isOver = (cut: Instant) => {
    const terms = termsAt(source, cut)
    return terms === undefined || terms.stay.planVersion !== began.stay.planVersion || terms.stay.plan !== began.stay.plan || !holdsIn(terms, run)
  }
  return termCuts(source).find((cut) => run.from < cut && cut < end && isOver(cut)) ?? end
}

function holdsIn({ components, pause }: Terms, { key, component }: TermRun): boolean {
  const term = pause === 'free' ? undefined : components.get(key)
  return term !== undefined && isSameComponent(term.component, component)
}

function creditOf({ key, component }: TermRun, amount: Decimal): Pick<TermRun, 'key' | 'component'> {
  const { label = key, ...others } = component
  return { key: unusedKeyOf(key), component: { ...others, label: `${label}, unused`, price: { model: 'flat', amount: negate(amount) } } }
}
