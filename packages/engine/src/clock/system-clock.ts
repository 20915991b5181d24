import { instantOfEpochMs } from '@farthing/core'
import type { Clock } from '@farthing/ports'

/** The machine's clock, at millisecond resolution. */
export function systemClock(): Clock {
  const last = { ms: Number.NaN, instant: '' }
  return {
    now: () => {
      const ms = Date.now()
      // Many calls ask within one millisecond.
      if (ms !== last.ms) Object.assign(last, { ms, instant: instantOfEpochMs(ms) })
      return last.instant
    },
  }
}
