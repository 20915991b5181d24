import { addAll, fail, parseExact, parseInstant, signOf, type Exact, type Instant } from '@farthing/core'
import { burnMoments, type BurnPlan } from './burn-moments.js'
import { inBurnOrder } from './burn-order.js'
import { runMoment, settleOverage, type BurnMovement, type BurnRun } from './burn-run.js'
import { indexGrants, type BurnReach, type BurnState } from './burn-state.js'
import { creditLimits, type CreditGrant } from './credit-grant.js'
import { emptyBalance, type GrantBalance } from './grant-balance.js'
import { pushRank } from './rank-heap.js'

export interface BurnDownInput {
  /** Of one unit: a currency or a meter. At most 10,000, checked by `checkGrant`. */
  readonly grants: readonly CreditGrant[]
  readonly opening: BurnState
  /** What used credit, from the opening on and before `until`; at most 1,000,000. Of one instant, in the order given. */
  readonly usage?: readonly { readonly at: Instant; readonly quantity: Exact }[]
  /** Entitlement periods that end: balances roll over, and what is unpaid is `cleared` unless `carried`. */
  readonly resets?: readonly { readonly at: Instant; readonly overage?: 'cleared' | 'carried' }[]
  readonly until: Instant
  /** How much of `until` itself belongs to the run; nothing (`before`) unless given. */
  readonly reach?: BurnReach
  /** Whether what nobody pays waits for later credit (`carried`, unless given) or never is paid by credit (`lost`). */
  readonly unpaid?: 'carried' | 'lost'
}

/** A piece of a run in which no grant starts, ends, recurs or is reset. */
export interface BurnSegment {
  readonly from: Instant
  readonly to: Instant
  readonly used: Exact
}

export interface BurnDown extends BurnState {
  /** What happened to each grant, in order. */
  readonly movements: readonly BurnMovement[]
  readonly segments: readonly BurnSegment[]
}

/**
 * Burns credit down over time.
 *
 * Usage takes from the grants that run at its instant, in the order of `compareBurnOrder`; what none of them has is overage, and whatever
 * becomes available later pays it first. At one instant grants end, balances are reset, grants start and recur, overage is paid, and then
 * credit is used. A reset leaves min(max, max(min, balance)); a recurrence leaves nothing and grants the whole anew.
 *
 * Exact. The order of grants decides nothing. A run in steps, each going on from the state before, gives what one run gives.
 * Of each grant: granted = consumed + expired + voided + remaining. `O((g + s) log (g + s))` for g grants and s uses, starts, ends, recurrences;
 * a reset costs g.
 *
 * @throws `credit.usage_invalid` for usage that is negative or outside the run, or a reset outside of it; `credit.too_many` for grants, usage, or more than
 *   1,000,000 recurrences; `period.too_many`, `period.ends_before_start`
 */
export function burnDown(input: BurnDownInput): BurnDown {
  const plan = checkPlan(input)
  const run = startRun(plan.grants, input)
  const moments = burnMoments(plan)
  settleOverage(run, plan.opening.at)
  for (const moment of moments) runMoment(run, moment)
  const { balances, overage, uncovered, movements } = run
  const turns = moments.filter(({ ends, resets, fills }) => ends.length + resets.length + fills.length > 0).map(({ at }) => at)
  const reach = plan.until === plan.opening.at ? furtherOf(plan.opening.reach, plan.reach) : plan.reach
  return { at: plan.until, reach, balances, overage, uncovered, movements, segments: segmentsOf(plan, turns) }
}

function checkPlan({ opening, usage = [], resets = [], ...input }: BurnDownInput): BurnPlan {
  const grants = inBurnOrder(indexGrants(input.grants))
  const until = parseInstant(input.until, { field: 'until' })
  if (until < opening.at) fail('period.ends_before_start', { field: 'until', because: `is ${until}, before ${opening.at}`, facts: { from: opening.at, to: until } })
  if (usage.length > creditLimits.usage) fail('credit.too_many', { field: 'usage', because: `is ${usage.length} entries`, facts: { most: creditLimits.usage } })
  const inside = (text: Instant, field: string, isLast: boolean): Instant => {
    const at = parseInstant(text, { field })
    if (at >= opening.at && (at < until || (isLast && at === until))) return at
    return fail('credit.usage_invalid', { field, because: `is ${at}, outside ${opening.at} to ${until}`, facts: { at, from: opening.at, to: until } })
  }
  return {
    grants,
    opening,
    until,
    reach: input.reach ?? 'before',
    usage: usage.map((one, index) => ({ at: inside(one.at, `usage[${index}].at`, false), quantity: usedQuantity(one.quantity, `usage[${index}].quantity`) })),
    resets: resets.map(({ at, overage = 'cleared' }, index) => ({ at: inside(at, `resets[${index}].at`, true), overage })),
  }
}

function usedQuantity(text: Exact, field: string): Exact {
  const quantity = parseExact(text, field)
  return signOf(quantity) < 0 ? fail('credit.usage_invalid', { field, because: `is ${quantity}` }) : quantity
}

function startRun(grants: readonly CreditGrant[], { opening, unpaid = 'carried' }: BurnDownInput): BurnRun {
  const byGrant = new Map(opening.balances.map((balance) => [balance.grant, balance]))
  const balances = grants.map((grant) => byGrant.get(grant.id) ?? newcomer(grant, opening))
  for (const { id } of grants) byGrant.delete(id)
  for (const id of byGrant.keys()) refuseOpening(`name ${JSON.stringify(id)}, which is not among the grants`)
  const { overage, uncovered } = opening
  const run: BurnRun = { grants, balances, heap: [], isQueued: grants.map(() => false), movements: [], unpaid, overage, uncovered }
  balances.forEach(({ remaining }, rank) => {
    if (signOf(remaining) <= 0) return
    run.isQueued[rank] = true
    pushRank(run.heap, rank)
  })
  return run
}

/** A grant that was given since the state was computed. */
function newcomer({ id, effectiveAt }: CreditGrant, { at }: BurnState): GrantBalance {
  return effectiveAt < at ? refuseOpening(`leave out ${JSON.stringify(id)}, which starts at ${effectiveAt}`) : emptyBalance(id)
}

function refuseOpening(because: string): never {
  return fail('credit.opening_invalid', { field: 'opening.balances', because })
}

function segmentsOf({ opening, until, usage }: BurnPlan, turns: readonly Instant[]): readonly BurnSegment[] {
  const bounds = [opening.at, ...turns.filter((at) => at > opening.at && at < until), until]
  const starts = until === opening.at ? [] : bounds.slice(0, -1)
  const used: Exact[][] = starts.map(() => [])
  let place = 0
  for (const { at, quantity } of [...usage].sort((a, b) => (a.at < b.at ? -1 : 1))) {
    while ((bounds[place + 1] ?? until) <= at) place += 1
    used[place]?.push(quantity)
  }
  return starts.map((from, index) => ({ from, to: bounds[index + 1] ?? until, used: addAll(used[index] ?? []) }))
}

function furtherOf(a: BurnReach, b: BurnReach): BurnReach {
  const order: readonly BurnReach[] = ['before', 'turnover', 'instant']
  return order.indexOf(a) > order.indexOf(b) ? a : b
}
