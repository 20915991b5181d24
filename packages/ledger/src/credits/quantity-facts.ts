import { clipInterval, isZero, nextBoundary, periodsIn, type Decimal, type Interval, type PeriodGrid } from '@farthing/core'
import type { GrantRemaining } from './apply-credits.js'
import { inBurnOrder } from './burn-order.js'
import { endOf, isAmountGrant, type CreditGrant, type QuantityGrant } from './credit-grant.js'

/** An allowance that rating reads: so much of a meter, in this part of the period, from this grant. */
export interface QuantityFact extends Interval {
  readonly meter: string
  readonly quantity: Decimal
  readonly grant: string
}

/**
 * The allowances of quantity grants within a period, in the order in which they burn.
 *
 * A grant that has started before gives what is left of it at the start of the period, one that starts inside its whole quantity; each recurrence inside
 * gives the whole quantity anew, in the part of the period until the next. What is zero, and what lies outside the period, gives nothing.
 * Grants of money are left alone.
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
  const pieces = recurrence === undefined ? [running] : piecesBetween(running, recurrence)
  return pieces
    .map(({ from, to }, index) => ({ from, to, meter, quantity: index === 0 && effectiveAt < period.from ? remaining : quantity, grant: id }))
    .filter((fact) => !isZero(fact.quantity))
}

/** A recurrence at the start of the period has happened before it: its quantity is in what remains. */
function piecesBetween(running: Interval, recurrence: PeriodGrid): readonly Interval[] {
  const first = nextBoundary(recurrence, running.from)
  if (first >= running.to) return [running]
  const rest = periodsIn(recurrence, { from: first, to: running.to }).map(({ from, to }) => ({ from, to }))
  return [{ from: running.from, to: first }, ...rest]
}

function isQuantityGrant(grant: CreditGrant): grant is QuantityGrant {
  return !isAmountGrant(grant)
}
