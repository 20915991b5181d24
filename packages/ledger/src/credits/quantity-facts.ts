import { add, addAll, clipInterval, isZero, nextBoundary, periodsIn, subtract, type Decimal, type Instant, type Interval, type PeriodGrid } from '@farthing/core'
import { compareBurnOrder } from './burn-order.js'
import { endOf, isAmountGrant, type CreditGrant } from './credit-grant.js'
import { grantAsBooked, remainingFor, type BookedGrant } from './credit-journal.js'
import type { CreditMovement } from './credit-movement.js'

/** An allowance that rating reads: so much of a meter, in this part of the time, from this grant. */
export interface QuantityFact {
  readonly grant: string
  readonly meter: string
  readonly quantity: Decimal
  /** Not before the period. */
  readonly from: Instant
  /** When the grant ends or recurs, perhaps behind the period; absent for one that does neither. */
  readonly to?: Instant
}

/**
 * The allowances of quantity grants within a period, in the order in which they burn: the fact pack `balances`.
 *
 * A grant gives what its journal leaves of it, also where other documents of the period have taken some already; each recurrence inside the period gives the
 * whole quantity anew, until the next. What is used up, and what lies outside the period, gives nothing. Grants of money are left alone.
 *
 * @param own consumption by documents of this very period, whose charges are rated anew, and its restoration: what they took, less what came back, counts as
 * still there
 * @throws `period.ends_before_start`, `period.too_many`
 */
export function quantityFactsOf(credits: readonly BookedGrant[], period: Interval, own: readonly CreditMovement[] = []): readonly QuantityFact[] {
  return [...credits].sort((a, b) => compareBurnOrder(a.grant, b.grant)).flatMap((booked) => factsOf(booked, period, own))
}

function factsOf(booked: BookedGrant, period: Interval, own: readonly CreditMovement[]): readonly QuantityFact[] {
  const grant = grantAsBooked(booked)
  const end = endOf(grant)
  if (isAmountGrant(grant) || (end !== undefined && end <= grant.effectiveAt)) return []
  const { id, meter, effectiveAt, recurrence } = grant
  const running = clipInterval(period, { from: effectiveAt, to: end })
  if (running === undefined) return []
  const starts = recurrence === undefined ? [running.from] : [running.from, ...boundariesInside(running, recurrence)]
  return starts
    .map((from) => {
      const to = endOfPiece(grant, from)
      const closing = to !== undefined && to < period.to ? to : period.to
      const taken = takenBy(own.filter((movement) => movement.grant === id), { from, to: closing })
      return { grant: id, meter, quantity: add(remainingFor(booked, closing), taken), from, ...(to === undefined ? {} : { to }) }
    })
    .filter((fact) => !isZero(fact.quantity))
}

/** What was consumed in the time of a piece, less what came back of it, whenever that was. */
function takenBy(movements: readonly CreditMovement[], { from, to }: Interval): Decimal {
  const consumed = movements.filter(({ kind, at }) => kind === 'consumed' && from < at && at <= to)
  const restored = movements.filter(({ kind, restores }) => kind === 'restored' && consumed.some(({ sequence }) => sequence === restores))
  const sumOf = (some: readonly CreditMovement[]) => addAll(some.map(({ amount }) => amount))
  return subtract(sumOf(consumed), sumOf(restored))
}

/** A recurrence at the start of the period is the first piece. */
function boundariesInside({ from, to }: Interval, recurrence: PeriodGrid): readonly Instant[] {
  const first = nextBoundary(recurrence, from)
  return first < to ? periodsIn(recurrence, { from: first, to }).map((period) => period.from) : []
}

function endOfPiece(grant: CreditGrant, from: Instant): Instant | undefined {
  const end = endOf(grant)
  if (grant.recurrence === undefined) return end
  const next = nextBoundary(grant.recurrence, from)
  return end !== undefined && end < next ? end : next
}
