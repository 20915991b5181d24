import { fail, nextBoundary, periodsIn, type Exact, type Instant } from '@farthing/core'
import { endOf, type CreditGrant } from './credit-grant.js'
import type { BurnReach, BurnState } from './burn-state.js'

const mostFills = 1_000_000

/** What happens at one instant, in this order: grants end, balances are reset, grants start and recur, and then credit is used. */
export interface BurnMoment {
  readonly at: Instant
  /** Places of grants in burn order. */
  readonly ends: number[]
  readonly resets: ('cleared' | 'carried')[]
  readonly fills: number[]
  readonly usage: Exact[]
}

/** What a run does: grants in burn order, and usage and resets that were checked. */
export interface BurnPlan {
  readonly grants: readonly CreditGrant[]
  readonly opening: Pick<BurnState, 'at' | 'reach'>
  readonly until: Instant
  readonly reach: BurnReach
  readonly usage: readonly { readonly at: Instant; readonly quantity: Exact }[]
  readonly resets: readonly { readonly at: Instant; readonly overage: 'cleared' | 'carried' }[]
}

/** Everything that happens in a run, in order. What the opening has reached already is left out, and so is what the run does not reach. */
export function burnMoments(plan: BurnPlan): readonly BurnMoment[] {
  const moments = new Map<Instant, BurnMoment>()
  const momentAt = (at: Instant): BurnMoment => {
    const known = moments.get(at)
    if (known !== undefined) return known
    const moment: BurnMoment = { at, ends: [], resets: [], fills: [], usage: [] }
    moments.set(at, moment)
    return moment
  }
  let fills = 0
  plan.grants.forEach((grant, rank) => {
    const end = endOf(grant)
    if (end !== undefined && grant.effectiveAt < end && isDue(plan, end, 'ends')) momentAt(end < plan.opening.at ? plan.opening.at : end).ends.push(rank)
    const times = fillsOf(grant, plan)
    fills += times.length
    if (fills > mostFills) fail('credit.too_many', { field: 'grants', because: `recur more than ${mostFills} times`, facts: { most: mostFills } })
    for (const at of times) momentAt(at).fills.push(rank)
  })
  for (const { at, overage } of plan.resets) if (isDue(plan, at, 'turnover')) momentAt(at).resets.push(overage)
  for (const { at, quantity } of plan.usage) momentAt(at).usage.push(quantity)
  return [...moments.values()].sort((a, b) => (a.at < b.at ? -1 : 1))
}

/** The start of a grant and its recurrences, all of them before its end. */
function fillsOf(grant: CreditGrant, plan: BurnPlan): readonly Instant[] {
  const { effectiveAt, recurrence } = grant
  const end = endOf(grant)
  const isFill = (at: Instant): boolean => isDue(plan, at, 'turnover') && (end === undefined || at < end)
  const start = isFill(effectiveAt) ? [effectiveAt] : []
  if (recurrence === undefined) return start
  const first = nextBoundary(recurrence, later(effectiveAt, plan.opening.at), { inclusive: effectiveAt < plan.opening.at })
  const last = end !== undefined && end < plan.until ? end : plan.until
  if (first > last) return start
  const inside = first < last ? periodsIn(recurrence, { from: first, to: last }).map(({ from }) => from) : []
  const closing = nextBoundary(recurrence, last, { inclusive: true }) === last ? [last] : []
  return [...start, ...[...inside, ...closing].filter(isFill)]
}

function isDue({ opening, until, reach }: BurnPlan, at: Instant, what: 'ends' | 'turnover'): boolean {
  if (at > until || (at === until && !includes(reach, what))) return false
  if (what === 'ends') return at !== opening.at || !includes(opening.reach, what)
  return at > opening.at || (at === opening.at && !includes(opening.reach, what))
}

function includes(reach: BurnReach, what: 'ends' | 'turnover'): boolean {
  return reach === 'instant' || (reach === 'turnover' && what === 'turnover')
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b
}
