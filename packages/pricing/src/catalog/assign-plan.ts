import { fail, parseInstant, type Instant } from '@farthing/core'
import { readList } from '../models/read-fields.js'
import { selectPlan, type PlanAttributes, type PlanRule, type PlanSelection } from './select-plan.js'

/** One decision about which plan an account has, to be kept with those before it. */
export interface PlanAssignment<P extends string = string> {
  readonly plan: P
  /** Rule that assigned it; `manual` where a person did, whose reason is in `because`. */
  readonly rule: string
  /** Inclusive; until the next assignment. */
  readonly from: Instant
  /** When it was decided. */
  readonly decidedAt: Instant
  readonly because: string
}

/** What an assignment changes. */
export interface AssignmentDecision<P extends string = string> {
  /** Absent where the plan stays, and where no rule fits. */
  readonly assigned?: PlanAssignment<P>
  /** With the new one at its end. */
  readonly history: readonly PlanAssignment<P>[]
  readonly selection: PlanSelection<P>
}

export interface AssignmentQuestion {
  readonly attributes: PlanAttributes
  /** From when on the plan would hold, and as of when the rules are asked. */
  readonly at: Instant
  readonly decidedAt: Instant
}

const maxAssignments = 10_000

/**
 * Decides by rules which plan an account has from an instant on, and appends the decision where it is another plan than before. Pure: the
 * host keeps the history and changes the subscription.
 *
 * A manual assignment holds against the rules until another manual one, whose plan may be that of the rules.
 *
 * @throws `catalog.invalid` for an instant at or before the last assignment, `catalog.malformed` for more than 10,000; what `selectPlan` throws
 */
export function assignPlan<const P extends string>(
  rules: readonly PlanRule<P>[],
  history: readonly PlanAssignment<P>[],
  question: AssignmentQuestion,
): AssignmentDecision<P> {
  readList(history, 'history', { min: 0, max: maxAssignments })
  const at = parseInstant(question.at, { field: 'at' })
  const decidedAt = parseInstant(question.decidedAt, { field: 'decidedAt' })
  const selection = selectPlan(rules, { attributes: question.attributes, at })
  const last = history.at(-1)
  const { selected } = selection
  if (selected === undefined || selected.plan === last?.plan || last?.rule === manual) return { history, selection }
  refuseEarlier(at, last)
  const because = selection.passed.length === 0 ? `${selected.rule} fits` : `${selected.rule} fits, and none before it`
  const assigned = { ...selected, from: at, decidedAt, because }
  return { assigned, history: [...history, assigned], selection }
}

const manual = 'manual'

/**
 * Assigns a plan by hand, with a reason, against what rules say.
 *
 * @throws `catalog.invalid` as {@link assignPlan}, and for an empty reason
 */
export function assignPlanManually<P extends string>(history: readonly PlanAssignment<P>[], decision: Omit<PlanAssignment<P>, 'rule'>): readonly PlanAssignment<P>[] {
  readList(history, 'history', { min: 0, max: maxAssignments - 1 })
  const from = parseInstant(decision.from, { field: 'from' })
  refuseEarlier(from, history.at(-1))
  if (decision.because === '') fail('catalog.invalid', { field: 'because', because: 'is empty' })
  return [...history, { ...decision, rule: manual, from, decidedAt: parseInstant(decision.decidedAt, { field: 'decidedAt' }) }]
}

/** The assignment that holds at an instant; `undefined` before the first. */
export function planAssignedAt<P extends string>(history: readonly PlanAssignment<P>[], at: Instant): PlanAssignment<P> | undefined {
  const instant = parseInstant(at, { field: 'at' })
  return history.findLast(({ from }) => from <= instant)
}

function refuseEarlier(at: Instant, last: PlanAssignment | undefined): void {
  if (last !== undefined && at <= last.from) {
    fail('catalog.invalid', { field: 'at', because: `is ${at}, not after the assignment before it, from ${last.from}`, facts: { at, last: last.from } })
  }
}
