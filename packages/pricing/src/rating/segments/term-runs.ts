import { clipInterval, cutWindows, type Hash, type Instant, type Interval } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import type { SubscribedPlans } from '../../catalog/terms/subscribed-plans.js'
import { termCuts } from '../../catalog/terms/term-cuts.js'
import { termsAt, type Terms, type TermSource } from '../../catalog/terms/terms-at.js'
import { isSameComponent } from './is-same-component.js'

/** A component over a time in which nothing about it changes. */
export interface TermRun extends Interval {
  readonly key: string
  readonly component: Component
  readonly source: TermSource
}

/** The time within a period in which a subscription has one plan version and is not paused as a whole. */
export interface TermSpan extends Interval {
  readonly plan: string
  readonly planVersion: Hash
  /** When the subscription came to this plan. */
  readonly since: Instant
  /** In the order in which they start. */
  readonly runs: readonly TermRun[]
}

/**
 * What a subscription owes within a period: spans without overlap, in time order; in each, the runs of its components.
 *
 * A run goes on through changes that are not about its component: an add-on in mid-period does not cut the tiers of the plan. A change of the
 * plan or its version, and a pause in which nothing is due, cut everything.
 */
export function termRuns(source: SubscribedPlans, period: Interval): readonly TermSpan[] {
  const billed = clipInterval({ from: period.from, to: period.to }, source.subscription)
  if (billed === undefined) return []
  const spans: TermSpan[] = []
  for (const piece of cutWindows([billed], termCuts(source))) {
    const terms = termsAt(source, piece.from)
    if (terms === undefined || terms.pause === 'free') continue
    const before = spans.at(-1)
    if (before !== undefined && goesOn(before, terms, piece.from)) spans[spans.length - 1] = { ...before, to: piece.to, runs: withPiece(before.runs, terms, piece) }
    else spans.push({ ...piece, plan: terms.stay.plan, planVersion: terms.stay.planVersion, since: terms.stay.since, runs: withPiece([], terms, piece) })
  }
  return spans
}

function goesOn({ plan, planVersion, to }: TermSpan, { stay }: Terms, from: Instant): boolean {
  return to === from && plan === stay.plan && planVersion === stay.planVersion
}

function withPiece(runs: readonly TermRun[], { components }: Terms, piece: Interval): readonly TermRun[] {
  const open = new Map(runs.flatMap((run) => (run.to === piece.from ? [[run.key, run]] : [])))
  const extended = new Map<TermRun, TermRun>()
  const started: TermRun[] = []
  for (const [key, term] of components) {
    const run = open.get(key)
    if (run !== undefined && isSameComponent(run.component, term.component)) extended.set(run, { ...run, to: piece.to })
    else started.push({ ...piece, key, ...term })
  }
  return [...runs.map((run) => extended.get(run) ?? run), ...started]
}
