import { divide, localDateTimeOf, periodNumber, type Cadence, type Exact, type Interval, type PeriodUnit } from '@farthing/core'
import { checkMonthDays, measureInterval } from './measure-interval.js'
import type { ProrationBasis } from './proration-basis.js'

/** A part of a billing cycle at either end of a subscription. */
export interface Stub {
  readonly stub: Interval
  /**
   * Which whole cycle it is measured against: a stub `before_boundary` against the cycle that ends with it, one `after_boundary` against
   * the cycle that starts with it.
   */
  readonly edge: 'before_boundary' | 'after_boundary'
  readonly cycle: Cadence
  /** Counted by days: stubs are days of a calendar. */
  readonly basis: Exclude<ProrationBasis, { readonly by: 'time' }>
}

/**
 * How much of a whole cycle a stub is, exactly. 23 May to 15 June is 23 days: 23/31 of the cycle to 15 June, and 23/31 of that from 23 May.
 * A stub of months of one length is measured against that many days: with 30, 22/30.
 *
 * @throws `proration.invalid`, what `measureInterval` throws, and `period.invalid` for an unknown cycle
 */
export function stubShare({ stub, edge, cycle, basis }: Stub): Exact {
  return divide(measureInterval(stub, basis), cycleLength({ stub, edge, cycle, basis }))
}

const monthsOf: { readonly [unit in PeriodUnit]?: number } = { month: 1, quarter: 3, half_year: 6, year: 12 }

function cycleLength({ stub, edge, cycle, basis }: Stub): Exact {
  const months = monthsOf[cycle.unit]
  if (basis.by === 'fixed_month' && months !== undefined) {
    checkMonthDays(basis.days)
    return `${basis.days * months * cycle.count}`
  }
  const boundary = edge === 'before_boundary' ? stub.to : stub.from
  const grid = { ...cycle, zone: basis.zone, anchor: localDateTimeOf(boundary, basis.zone) }
  return measureInterval(periodNumber(grid, edge === 'before_boundary' ? -1 : 0), basis)
}
