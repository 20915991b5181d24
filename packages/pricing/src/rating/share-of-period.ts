import { add, divide, epochMsOf, multiply, subtract, type Exact, type Instant, type Interval } from '@farthing/core'

/**
 * How much of a period an interval inside it takes, as an exact fraction of its time to the microsecond: `"17/31"` for 17 days of 31.
 * On a day with a clock change an hour more or less counts as such. Shares of a partition sum to `"1"` (law R-PRORATE).
 */
export function shareOfPeriod(interval: Interval, period: Interval): Exact {
  return divide(microsecondsIn(interval), microsecondsIn(period))
}

function microsecondsIn({ from, to }: Interval): Exact {
  return subtract(epochMicroseconds(to), epochMicroseconds(from))
}

/** The last three of an instant's six fraction digits, which whole milliseconds leave out. */
const belowMs = { from: -4, to: -1 } as const

function epochMicroseconds(instant: Instant): Exact {
  const microseconds = Number(instant.slice(belowMs.from, belowMs.to))
  return add(multiply(`${epochMsOf(instant)}`, '1000'), `${microseconds}`)
}
