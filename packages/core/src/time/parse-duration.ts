import { fail } from '../errors/failure.js'
import { describeValue } from '../errors/describe-value.js'

/** An ISO 8601 duration of whole units, such as `PT15M`, `P1D`, `P2W` or `P3M`. */
export type Duration = `P${string}`

/** A duration in the three kinds of units that do not convert into each other: a month has no fixed days, a local day no fixed hours. */
export interface DurationParts {
  readonly months: number
  readonly days: number
  readonly seconds: number
}

const pattern = /^P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/
const longest = 64

/**
 * Reads a duration; zero is one. Years are twelve months, weeks seven days.
 *
 * @throws `time.duration_invalid`, also for fractions, signs, a `T` with nothing behind it, and no unit at all.
 */
export function parseDuration(text: string, field = 'duration'): DurationParts {
  const given: unknown = text
  const match = typeof given === 'string' && given.length <= longest ? pattern.exec(given) : null
  if (match === null || text.endsWith('P') || text.endsWith('T')) {
    return fail('time.duration_invalid', { field, because: `is ${describeValue(given)}` })
  }
  const [years, months, weeks, days, hours, minutes, seconds] = [1, 2, 3, 4, 5, 6, 7].map((unit) => Number(match[unit] ?? 0))
  return {
    months: 12 * (years ?? 0) + (months ?? 0),
    days: 7 * (weeks ?? 0) + (days ?? 0),
    seconds: 3600 * (hours ?? 0) + 60 * (minutes ?? 0) + (seconds ?? 0),
  }
}

/**
 * The length of a duration that has one, in milliseconds: a day counts as 24 hours.
 *
 * @throws `time.duration_invalid`, also for years and months, and above 3,660 days.
 */
export function durationMs(text: string, field = 'duration'): number {
  const { months, days, seconds } = parseDuration(text, field)
  const ms = (days * 86_400 + seconds) * 1000
  if (months > 0 || ms > longestMs) fail('time.duration_invalid', { field, because: `is ${describeValue(text)}, which is no fixed length of at most 3,660 days` })
  return ms
}

const longestMs = 3_660 * 86_400_000
