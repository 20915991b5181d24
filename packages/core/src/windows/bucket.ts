import type { BucketGrid } from '../meters/meter.js'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import type { Instant, Interval } from '../time/time-type.js'

const bucketMs: { readonly [grid in BucketGrid]: number } = { quarter_hour: 900_000, minute: 60_000 }
const quarters = ['00', '15', '30', '45'] as const

/** Start of the last quarter hour of year 9999, whose end is no instant. */
const endOfGrid: Instant = '9999-12-31T23:45:00.000000Z'

/**
 * Start of the bucket that holds an instant, on the stored grid: 15 minutes of UTC unless the meter asks for single ones. A bucket includes
 * its start and excludes its end.
 *
 * Works on the text of the instant: the grid is UTC, so a bucket never needs a calendar.
 */
export function bucketStart(at: Instant, grid: BucketGrid = 'quarter_hour'): Instant {
  if (grid === 'minute') return `${at.slice(0, 17)}00.000000Z`
  const tens = at.charCodeAt(14) - 0x30
  const ones = at.charCodeAt(15) - 0x30
  const quarter = quarters[Math.floor((tens * 10 + ones) / 15)] ?? '00'
  return `${at.slice(0, 14)}${quarter}:00.000000Z`
}

/** @throws `time.out_of_range` outside the grid. */
export function bucketEnd(at: Instant, grid: BucketGrid = 'quarter_hour'): Instant {
  return instantOfEpochMs(epochMsOf(bucketStart(at, grid)) + bucketMs[grid])
}

/** Whether an instant has a bucket: all have, but those of the last quarter hour of year 9999. */
export function isOnGrid(at: Instant): boolean {
  return at < endOfGrid
}

/**
 * The piece of the grid that holds an instant: its bucket, cut at boundaries inside it. At a period boundary or plan change a bucket splits.
 *
 * @param cuts in increasing order; a cut belongs to the piece that it starts
 * @throws `time.out_of_range` outside the grid
 */
export function bucketAt(at: Instant, cuts: readonly Instant[] = [], grid: BucketGrid = 'quarter_hour'): Interval {
  const cut = cuts[firstAfter(cuts, at)]
  const end = bucketEnd(at, grid)
  return { from: pieceStart(at, cuts, grid), to: cut !== undefined && cut < end ? cut : end }
}

/** Start of {@link bucketAt}, for the price of a search. */
export function pieceStart(at: Instant, cuts: readonly Instant[], grid: BucketGrid = 'quarter_hour'): Instant {
  const start = bucketStart(at, grid)
  const cut = cuts[firstAfter(cuts, at) - 1]
  return cut !== undefined && cut > start ? cut : start
}

/** Index of the first instant of a sorted list that is later than `at`. */
export function firstAfter(sorted: readonly Instant[], at: Instant): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    // Instants have one length, so the order of their text is the order of time.
    if ((sorted[middle] ?? at) > at) high = middle
    else low = middle + 1
  }
  return low
}
