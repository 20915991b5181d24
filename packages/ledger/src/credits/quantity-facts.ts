import { clipInterval, isZero, nextBoundary, periodsIn, type Decimal, type Instant, type Interval, type PeriodGrid } from '@farthing/core'
import type { GrantRemaining } from './apply-credits.js'
import { inBurnOrder } from './burn-order.js'
import { endOf, isAmountGrant, type CreditGrant, type QuantityGrant } from './credit-grant.js'

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
 * A grant that has started before gives what is left of it at the start of the period, one that starts inside its whole quantity; each recurrence inside
 * gives the whole quantity anew, until the next. What is zero, and what lies outside the period, gives nothing. Grants of money are left alone.
 *
 * @throws `period.ends_before_start`, `period.too_many`
 */
export function quantityFactsOf(credits: readonly GrantRemaining[], period: Interval): readonly QuantityFact[] {
  const remaining = new Map(credits.map((credit) => [credit.grant.id, credit.remaining]))
  const grants = inBurnOrder(credits.map(({ grant }) => grant).filter(isQuantityGrant))
  return grants.flatMap((grant) => factsOf(grant, remaining.get(grant.id) ?? '0', period))
}

function factsOf(grant: QuantityGrant, remaining: Decimal, period: Interval): readonly QuantityFact[] {
  const { id, meter, quantity, effectiveAt, recurrence } = grant
  const end = endOf(grant)
  if (end !== undefined && end <= effectiveAt) return []
  const running = clipInterval(period, { from: effectiveAt, to: end })
  if (running === undefined) return []
  const starts = recurrence === undefined ? [running.from] : [running.from, ...boundariesInside(running, recurrence)]
  return starts
    .map((from, index) => {
      const to = endOfPiece(grant, from)
      const isCarried = index === 0 && effectiveAt < period.from
      return { grant: id, meter, quantity: isCarried ? remaining : quantity, from, ...(to === undefined ? {} : { to }) }
    })
    .filter((fact) => !isZero(fact.quantity))
}

/** A recurrence at the start of the period has happened before it: its quantity is in what remains. */
function boundariesInside({ from, to }: Interval, recurrence: PeriodGrid): readonly Instant[] {
  const first = nextBoundary(recurrence, from)
  return first < to ? periodsIn(recurrence, { from: first, to }).map((period) => period.from) : []
}

function endOfPiece(grant: QuantityGrant, from: Instant): Instant | undefined {
  const end = endOf(grant)
  if (grant.recurrence === undefined) return end
  const next = nextBoundary(grant.recurrence, from)
  return end !== undefined && end < next ? end : next
}

function isQuantityGrant(grant: CreditGrant): grant is QuantityGrant {
  return !isAmountGrant(grant)
}
