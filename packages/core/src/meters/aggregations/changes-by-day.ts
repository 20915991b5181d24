import { add, multiply, subtract } from '../../money/arithmetic.js'
import type { Decimal } from '../../money/decimal-type.js'
import { divide } from '../../money/exact/divide.js'
import type { Interval, Zone } from '../../time/time-type.js'
import type { Aggregation } from '../aggregation.js'
import { localDayOf } from '../seconds.js'
import { closedLevel, levelOf } from './changes-by-second.js'

/** As for seconds, with the number of the local day as the moment. */
type Changes = { readonly change: Decimal; readonly moment: Decimal }

/**
 * A level that changes by the value of each event, as the mean over the local days of a period. A change counts from its own day on: what is
 * added on the 26th of May counts 6 of 31 days, and what is removed then does not count for these 6. `O(1)` state.
 */
export function changesByDay(zone: Zone): Aggregation<Changes> {
  const days = ({ from, to }: Interval) => localDayOf(to, zone) - localDayOf(from, zone)
  return {
    name: 'time_weighted',
    reads: 'decimal',
    zero: { change: '0', moment: '0' },
    add: ({ change, moment }, value, { time }) => ({ change: add(change, value), moment: add(moment, multiply(value, `${localDayOf(time, zone)}`)) }),
    merge: (a, b) => ({ change: add(a.change, b.change), moment: add(a.moment, b.moment) }),
    subtract: (a, b) => ({ change: subtract(a.change, b.change), moment: subtract(a.moment, b.moment) }),
    result({ change, moment }, window, { opening = null, reference = window } = {}) {
      const held = multiply(levelOf(opening), `${days(window)}`)
      const changed = subtract(multiply(change, `${localDayOf(window.to, zone)}`), moment)
      return divide(add(held, changed), `${Math.max(1, days(reference))}`)
    },
    close: (state, _window, opening) => closedLevel(state.change, opening),
  }
}
