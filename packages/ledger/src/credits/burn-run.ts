import { add, assertInvariant, compare, isZero, largest, signOf, smallest, subtract, type Exact, type Instant } from '@farthing/core'
import type { BurnMoment } from './burn-moments.js'
import { endOf, grantedBy, type CreditGrant } from './credit-grant.js'
import { moveBalance, type CreditMovementKind, type GrantBalance } from './grant-balance.js'
import { popRank, pushRank, type RankHeap } from './rank-heap.js'

export type CreditCause = 'start' | 'recurrence' | 'reset' | 'usage' | 'overage' | 'expiry' | 'void'

/** One change of one grant in a burn-down. Amounts are positive; what changes nothing makes no movement. */
export interface BurnMovement {
  readonly grant: string
  readonly kind: Exclude<CreditMovementKind, 'restored'>
  readonly cause: CreditCause
  readonly at: Instant
  readonly amount: Exact
}

/** A burn-down while it runs. `balances` stand in burn order; the heap holds the places of those that may have something left. */
export interface BurnRun {
  readonly grants: readonly CreditGrant[]
  readonly balances: GrantBalance[]
  readonly heap: RankHeap
  readonly isQueued: boolean[]
  readonly movements: BurnMovement[]
  readonly unpaid: 'carried' | 'lost'
  overage: Exact
  uncovered: Exact
}

/** Does everything that happens at one instant. */
export function runMoment(run: BurnRun, { at, ends, resets, fills, usage }: BurnMoment): void {
  for (const rank of ends) end(run, rank, at)
  for (const overage of resets) reset(run, at, overage)
  for (const rank of fills) fill(run, rank, at)
  settleOverage(run, at)
  for (const quantity of usage) leaveUnpaid(run, burn(run, quantity, at, 'usage'))
}

/** What was used and not paid is paid by what there is now. */
export function settleOverage(run: BurnRun, at: Instant): void {
  if (!isZero(run.overage)) run.overage = burn(run, run.overage, at, 'overage')
}

/** Takes a quantity from the grants in burn order, and gives what none of them had. */
function burn(run: BurnRun, quantity: Exact, at: Instant, cause: CreditCause): Exact {
  let due = quantity
  while (signOf(due) > 0) {
    const [rank] = run.heap
    if (rank === undefined) return due
    const { remaining } = run.balances[rank] ?? { remaining: '0' as const }
    if (isZero(remaining) || hasEnded(run, rank, at)) {
      popRank(run.heap)
      run.isQueued[rank] = false
      continue
    }
    const amount = smallest(remaining, due)
    move(run, rank, { kind: 'consumed', cause, at, amount })
    due = subtract(due, amount)
  }
  return due
}

function leaveUnpaid(run: BurnRun, amount: Exact): void {
  if (run.unpaid === 'carried') run.overage = add(run.overage, amount)
  else run.uncovered = add(run.uncovered, amount)
}

function end(run: BurnRun, rank: number, at: Instant): void {
  const grant = grantAt(run, rank)
  const isVoid = grant.voidedAt !== undefined && grant.voidedAt === endOf(grant) && grant.voidedAt !== grant.expiresAt
  lose(run, rank, { kind: isVoid ? 'voided' : 'expired', cause: isVoid ? 'void' : 'expiry', at })
}

function fill(run: BurnRun, rank: number, at: Instant): void {
  const grant = grantAt(run, rank)
  const cause = grant.effectiveAt === at ? 'start' : 'recurrence'
  lose(run, rank, { kind: 'expired', cause, at })
  move(run, rank, { kind: 'granted', cause, at, amount: grantedBy(grant) })
}

/** Every grant that has started before and goes on is left with what its rollover says. */
function reset(run: BurnRun, at: Instant, overage: 'cleared' | 'carried'): void {
  run.grants.forEach((grant, rank) => {
    if (grant.effectiveAt >= at || hasEnded(run, rank, at)) return
    const before = run.balances[rank]?.remaining ?? '0'
    const { min = '0', max } = grant.rollover ?? {}
    const raised = largest(min, before)
    const after = max === undefined ? raised : smallest(max, raised)
    const change = subtract(after, before)
    if (signOf(change) > 0) move(run, rank, { kind: 'granted', cause: 'reset', at, amount: change })
    if (signOf(change) < 0) move(run, rank, { kind: 'expired', cause: 'reset', at, amount: subtract(before, after) })
  })
  if (overage === 'carried') return
  run.uncovered = add(run.uncovered, run.overage)
  run.overage = '0'
}

function lose(run: BurnRun, rank: number, loss: Pick<BurnMovement, 'kind' | 'cause' | 'at'>): void {
  const amount = run.balances[rank]?.remaining ?? '0'
  if (!isZero(amount)) move(run, rank, { ...loss, amount })
}

function move(run: BurnRun, rank: number, movement: Omit<BurnMovement, 'grant'>): void {
  const before = run.balances[rank]
  assertInvariant(before !== undefined, 'every grant of a burn-down has a balance')
  const after = moveBalance(before, movement.kind, movement.amount)
  run.balances[rank] = after
  run.movements.push({ grant: before.grant, ...movement })
  if (run.isQueued[rank] === true || compare(after.remaining, before.remaining) <= 0) return
  run.isQueued[rank] = true
  pushRank(run.heap, rank)
}

function hasEnded(run: BurnRun, rank: number, at: Instant): boolean {
  const ending = endOf(grantAt(run, rank))
  return ending !== undefined && ending <= at
}

function grantAt({ grants }: BurnRun, rank: number): CreditGrant {
  const grant = grants[rank]
  assertInvariant(grant !== undefined, 'places of grants are those of a burn-down')
  return grant
}
