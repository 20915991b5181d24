import { add, multiply, subtract } from '../../money/arithmetic.js'
import { isZero } from '../../money/compare.js'
import type { Decimal } from '../../money/decimal-type.js'
import type { Aggregation } from '../aggregation.js'
import { epochSeconds, inUnit, secondsBetween, type TimeUnit } from '../seconds.js'

/** The sum of the changes, and the sum of each change times its moment: all that the integral up to any later instant needs. */
type Changes = { readonly change: Decimal; readonly moment: Decimal }

/**
 * A level that changes by the value of each event, integrated by the microsecond in `O(1)` state.
 *
 * With changes vᵢ at tᵢ, the integral up to T is Σ vᵢ (T − tᵢ) = T Σ vᵢ − Σ vᵢ tᵢ: two sums, in any order.
 */
export function changesBySecond(per: TimeUnit): Aggregation<Changes> {
  return {
    name: 'time_weighted',
    reads: 'decimal',
    zero: { change: '0', moment: '0' },
    add: ({ change, moment }, value, { time }) => ({ change: add(change, value), moment: add(moment, multiply(value, epochSeconds(time))) }),
    merge: (a, b) => ({ change: add(a.change, b.change), moment: add(a.moment, b.moment) }),
    subtract: (a, b) => ({ change: subtract(a.change, b.change), moment: subtract(a.moment, b.moment) }),
    result({ change, moment }, window, { opening = null, reference = window } = {}) {
      const held = multiply(levelOf(opening), secondsBetween(window))
      const changed = subtract(multiply(change, epochSeconds(window.to)), moment)
      return inUnit(add(held, changed), per, reference)
    },
    close: (state, _window, opening) => closedLevel(state.change, opening),
  }
}

/** The level that a window starts with. */
export function levelOf(opening: unknown): Decimal {
  return opening === null ? '0' : (opening as Decimal)
}

export function closedLevel(change: Decimal, opening: unknown): Decimal | null {
  const level = add(levelOf(opening), change)
  return isZero(level) ? null : level
}
