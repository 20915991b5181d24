import { clipInterval, isZero, nextBoundary, periodsIn, type Decimal, type Instant, type Interval, type PeriodGrid } from '@farthing/core'
import { compareBurnOrder } from './burn-order.js'
import { endOf, isAmountGrant, type CreditGrant } from './credit-grant.js'
import { grantAsBooked, remainingFor, type BookedGrant } from './credit-journal.js'

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
 * @throws `period.ends_before_start`, `period.too_many`
 */
export function quantityFactsOf(credits: readonly BookedGrant[], period: Interval): readonly QuantityFact[] {
  return [...credits].sort((a, b) => compareBurnOrder(a.grant, b.grant)).flatMap((booked) => factsOf(booked, period))
}

function factsOf(booked: BookedGrant, period: Interval): readonly QuantityFact[] {
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
      return { grant: id, meter, quantity: remainingFor(booked, closing), from, ...(to === undefined ? {} : { to }) }
    })
    .filter((fact) => !isZero(fact.quantity))
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
