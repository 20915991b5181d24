import type { Json } from '../evidence/json.js'
import { multiply } from '../money/arithmetic.js'
import type { Exact } from '../money/decimal-type.js'
import { round } from '../money/round.js'
import type { Interval } from '../time/time-type.js'
import type { AnyAggregation, ResultContext } from './aggregation.js'
import type { Measure } from './meter.js'

/** The quantity of a window: the result of its aggregation, times the factor, rounded where the meter says so. */
export function quantityOf(measure: Measure, aggregation: AnyAggregation, state: Json, window: Interval, context: ResultContext = {}): Exact {
  return convertQuantity(measure, aggregation.result(state, window, context))
}

/** A result in the units of its meter: times the factor, then rounded. */
export function convertQuantity({ factor, rounding }: Pick<Measure, 'factor' | 'rounding'>, result: Exact): Exact {
  const converted = factor === undefined ? result : multiply(result, factor)
  return rounding === undefined ? converted : round(converted, rounding)
}

/** The part of a meter or of usage that says how its quantity is made, and nothing else. */
export function measureOf({ aggregation, settings, factor, rounding }: Measure): Measure {
  return {
    aggregation,
    ...(settings === undefined ? {} : { settings }),
    ...(factor === undefined ? {} : { factor }),
    ...(rounding === undefined ? {} : { rounding }),
  }
}
