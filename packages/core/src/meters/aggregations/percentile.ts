import { describeValue } from '../../errors/describe-value.js'
import { fail } from '../../errors/failure.js'
import { multiply } from '../../money/arithmetic.js'
import { compare } from '../../money/compare.js'
import type { Decimal } from '../../money/decimal-type.js'
import { divide } from '../../money/exact/divide.js'
import { parseDecimal } from '../../money/parse-decimal.js'
import { round } from '../../money/round.js'
import type { Accumulator, Aggregation, AggregationFamily, AggregationSettings } from '../aggregation.js'
import type { DecimalDefinition } from '../meter-definition.js'
import type { Meter } from '../meter.js'
import { checkSettingNames } from '../settings.js'
import { checkMemberCount, mergeSorted } from './sorted-members.js'

export type PercentileDefinition<E extends string, D extends string> = DecimalDefinition<E, D> & {
  /** Above 0 and at most 100; `"50"` is the lower median. */
  readonly percent: Decimal
}

/** A meter of a percentile, such as the 95th of bandwidth samples. */
export function percentile<const E extends string, const D extends string = never>({ percent, ...definition }: PercentileDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'percentile', settings: { percent } } as Meter<E, D>
}

/**
 * Percentiles by nearest rank: the value at place ⌈percent × n / 100⌉ of all values in order, always a value that was sent. Of 1 to 20, the
 * 95th percentile is 19.
 *
 * Holds each distinct value with how often it came, at most 100,000 of them for one group and window; then `meter.state_too_large`.
 */
export const percentileFamily: AggregationFamily = {
  name: 'percentile',
  configure(settings, field) {
    checkSettingNames(settings, ['percent'], field)
    return percentileAggregation(percentOf(settings, field))
  },
}

function percentOf({ percent }: AggregationSettings, field: string): Decimal {
  const at = `${field}.percent`
  if (typeof percent !== 'string') return fail('meter.invalid', { field: at, because: `is ${describeValue(percent)} and not a decimal as text` })
  const value = parseDecimal(percent, at)
  if (compare(value, '0') > 0 && compare(value, '100') <= 0) return value
  return fail('meter.invalid', { field: at, because: `is ${value} and not above 0 and at most 100` })
}

type Tally = readonly [value: Decimal, times: number]

function percentileAggregation(percent: Decimal): Aggregation<readonly Tally[]> {
  const merge = (a: readonly Tally[], b: readonly Tally[]) => mergeSorted<Tally>(a, b, byValue, ([value, x], [, y]) => [value, x + y])
  return {
    name: 'percentile',
    reads: 'decimal',
    zero: [],
    add: (state, value) => merge(state, [[value, 1]]),
    merge,
    subtract: (whole, part) => mergeSorted<Tally>(whole, part, byValue, ([value, x], [, y]) => (x === y ? undefined : [value, x - y])),
    result: (state) => nearestRank(state, percent),
    accumulate: startTallies,
  }
}

function byValue([a]: Tally, [b]: Tally): number {
  return compare(a, b)
}

function nearestRank(tallies: readonly Tally[], percent: Decimal): Decimal {
  const values = tallies.reduce((sum, [, times]) => sum + times, 0)
  const rank = round(divide(multiply(percent, `${values}`), '100'), { mode: 'ceiling', exponent: 0 })
  let passed = 0
  for (const [value, times] of tallies) {
    passed += times
    if (compare(`${passed}`, rank) >= 0) return value
  }
  return '0'
}

function startTallies(): Accumulator<readonly Tally[]> {
  const times = new Map<Decimal, number>()
  return {
    add(value) {
      times.set(value, (times.get(value) ?? 0) + 1)
      checkMemberCount(times.size)
    },
    state: () => [...times].sort(byValue),
  }
}
