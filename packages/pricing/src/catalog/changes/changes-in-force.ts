import type { Instant } from '@farthing/core'
import type { SubscriptionChange, Withdrawal } from './subscription-change.js'

/** A change that says something about the subscription, and not about another change. */
export type StandingChange = Exclude<SubscriptionChange, Withdrawal>

/** The changes that nobody has taken back or replaced, in the order of their starts. What is withdrawn replaces nothing. */
export function changesInForce(changes: readonly SubscriptionChange[]): readonly StandingChange[] {
  const withdrawn = new Set(changes.flatMap((change) => (change.kind === 'withdraw' ? [change.change] : [])))
  const said = changes.filter((change): change is StandingChange => change.kind !== 'withdraw' && !withdrawn.has(change.id))
  const replaced = new Set(said.flatMap((change) => (change.kind === 'override' && change.replaces !== undefined ? [change.replaces] : [])))
  return said
    .filter(({ id }) => !replaced.has(id))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** What a change is about: two changes to one thing never hold at the same time. */
export function subjectOf(change: StandingChange): string {
  const side = 'side' in change ? change.side : undefined
  const prefix = side === undefined || side === 'retail' ? '' : `${side} `
  switch (change.kind) {
    case 'plan':
      return `${prefix}plan`
    case 'pause':
    case 'resume':
      return 'pause'
    case 'cancel':
      return 'end'
    case 'add_on':
      return `${prefix}add-on ${change.addOn}`
    case 'override':
      return `${prefix}price of ${change.component}`
  }
}

/** The last of some dated entries that has started, unless it has lapsed. Entries in the order of their starts. */
export function lastStarted<T extends { readonly at: Instant; readonly to?: Instant }>(entries: readonly T[], instant: Instant): T | undefined {
  const started = entries.findLast(({ at }) => at <= instant)
  return started?.to !== undefined && started.to <= instant ? undefined : started
}
