import { epochMsOf } from '../time/epoch-ms.js'
import type { Instant } from '../time/time-type.js'

/** Lateness, in seconds, that an adaptive watermark tells apart: it answers with the first that is not below what was observed. */
export const latenessSteps = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 259_200, 432_000, 604_800, 1_209_600, 2_678_400,
] as const

const fewest = 100
/** Above this all counts are halved, so that the last ten thousand events or so decide and counts stay small. */
const mostCounted = 10_000

/** Counts one more event that was received at `at`; one of the future is not late. */
export function countLateness(counts: readonly number[] | undefined, time: Instant, at: Instant): readonly number[] {
  const lateMs = Math.max(0, epochMsOf(at) - epochMsOf(time))
  const step = latenessSteps.findIndex((seconds) => lateMs <= seconds * 1000)
  const place = step < 0 ? latenessSteps.length : step
  const next = Array.from({ length: latenessSteps.length + 1 }, (_, index) => (counts?.[index] ?? 0) + (index === place ? 1 : 0))
  return totalOf(next) <= mostCounted ? next : next.map((count) => Math.floor(count / 2))
}

/**
 * The lateness in milliseconds that `percentile` of the counted events do not exceed, by nearest rank, rounded up to the next step.
 * `undefined` when fewer than 100 were counted, or when it lies above the last step.
 */
export function latenessAt(counts: readonly number[], percentile: number): number | undefined {
  const total = totalOf(counts)
  if (total < fewest) return undefined
  let within = 0
  for (const [index, seconds] of latenessSteps.entries()) {
    within += counts[index] ?? 0
    if (within * 100 >= total * percentile) return seconds * 1000
  }
  return undefined
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
