import { compareBytes } from '../../evidence/compare-bytes.js'
import type { Json } from '../../evidence/json.js'
import { add, addAll, multiply, subtract } from '../../money/arithmetic.js'
import { isZero } from '../../money/compare.js'
import type { Decimal } from '../../money/decimal-type.js'
import type { Interval } from '../../time/time-type.js'
import type { Aggregation } from '../aggregation.js'
import type { DataPath } from '../meter.js'
import { inUnit, secondsBetween, type TimeUnit } from '../seconds.js'
import { decimalReader, textReader } from '../value-reader.js'
import { timelineStates, type Timeline } from './timeline.js'

/** A gauge, and what it shows. */
type Level = readonly [gauge: string, level: Decimal]

/**
 * Levels as gauges report them, each of which holds until the next report of the same gauge. The total is the sum over all gauges; a gauge
 * that reports 0 is gone. Of several reports at one instant the last in the order of source and id holds.
 */
export function reportedLevels(per: TimeUnit, of: DataPath | undefined): Aggregation<Timeline<Level>, Level> {
  return {
    name: 'time_weighted',
    reads(meter) {
      const level = decimalReader(meter)
      const gauge = of === undefined ? () => '' : textReader(of)
      return (data) => [gauge(data), level(data)]
    },
    ...timelineStates<Level>(),
    result: (state, window, { opening = null, reference = window } = {}) => inUnit(integrate(state, window, openingLevels(opening)), per, reference),
    close(state, _window, opening) {
      const levels = openingLevels(opening)
      for (const [, , , [gauge, level]] of state) levels.set(gauge, level)
      const held = [...levels].filter(([, level]) => !isZero(level))
      return held.length === 0 ? null : held.sort(([a], [b]) => compareBytes(a, b))
    },
  }
}

function openingLevels(opening: Json): Map<string, Decimal> {
  return new Map(opening === null ? [] : (opening as readonly Level[]))
}

/** The total level times seconds. */
function integrate(state: Timeline<Level>, window: Interval, levels: Map<string, Decimal>): Decimal {
  let total = addAll(levels.values())
  let area: Decimal = '0'
  let since = window.from
  for (const [time, , , [gauge, level]] of state) {
    area = add(area, multiply(total, secondsBetween({ from: since, to: time })))
    total = add(total, subtract(level, levels.get(gauge) ?? '0'))
    levels.set(gauge, level)
    since = time
  }
  return add(area, multiply(total, secondsBetween({ from: since, to: window.to })))
}
