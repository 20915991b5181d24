import type { Json } from '../../evidence/json.js'
import type { Instant } from '../../time/time-type.js'
import type { Accumulator, Aggregation } from '../aggregation.js'
import { comparePlaces, placeOf } from '../event-order.js'
import { checkMemberCount, mergeSorted } from './sorted-members.js'

/** One report with its place in the total order. */
export type Report<V extends Json = Json> = readonly [time: Instant, source: string, id: string, value: V]

/** Reports in the total order (time, source, id). */
export type Timeline<V extends Json = Json> = readonly Report<V>[]

/**
 * The state of aggregations in which a report means something only beside the reports before it, so that all must be held: at most 100,000
 * for one group and window, then `meter.state_too_large`.
 */
export function timelineStates<V extends Json>(): Pick<Aggregation<Timeline<V>, V>, 'zero' | 'add' | 'merge'> & { accumulate(): Accumulator<Timeline<V>, V> } {
  const merge = (a: Timeline<V>, b: Timeline<V>) => mergeSorted(a, b, comparePlaces, (same) => same)
  return {
    zero: [],
    add: (state, value, event) => merge(state, [[...placeOf(event), value]]),
    merge,
    accumulate() {
      const reports: Report<V>[] = []
      return {
        add(value, event) {
          reports.push([...placeOf(event), value])
          checkMemberCount(reports.length)
        },
        state: () => reports.toSorted(comparePlaces),
      }
    },
  }
}
