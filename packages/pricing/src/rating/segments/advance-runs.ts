import { negate, type Decimal, type Instant, type Interval } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import { knownBy } from '../../catalog/terms/known-by.js'
import type { SubscribedPlans } from '../../catalog/terms/subscribed-plans.js'
import { termRuns, type TermRun, type TermSpan } from './term-runs.js'

/** What the key of a fee has behind it where what is left of it is credited. */
const unused = '.unused'

/** Key of the credit for what is left of a fee. */
export function unusedKeyOf(key: string): string {
  return `${key}${unused}`
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
  const asKnown = termRuns({ ...others, subscription: knownBy(subscription, run.from) }, period)
  const planned = asKnown.flatMap(({ runs }) => runs).find(({ key, from }) => key === run.key && from === run.from)
  return planned?.to ?? run.to
}

function creditOf({ key, component }: TermRun, amount: Decimal): Pick<TermRun, 'key' | 'component'> {
  const { label = key, ...others } = component
  return { key: unusedKeyOf(key), component: { ...others, label: `${label}, unused`, price: { model: 'flat', amount: negate(amount) } } }
}
