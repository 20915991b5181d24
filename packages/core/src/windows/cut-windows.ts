import type { Instant, Interval } from '../time/time-type.js'
import { firstAfter } from './bucket.js'

/**
 * Cuts windows at instants inside them, such as period boundaries and plan changes: the pieces tile what the windows tiled, and none crosses a cut.
 *
 * @param cuts in increasing order; those outside every window, and on a boundary, change nothing
 */
export function cutWindows(windows: readonly Interval[], cuts: readonly Instant[]): readonly Interval[] {
  return windows.flatMap((window) => {
    const inside = cuts.slice(firstAfter(cuts, window.from), firstAfter(cuts, window.to)).filter((cut) => cut < window.to)
    const starts = [window.from, ...new Set(inside)]
    return starts.map((from, index) => ({ from, to: starts[index + 1] ?? window.to }))
  })
}
