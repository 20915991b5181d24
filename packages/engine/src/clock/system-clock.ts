import { instantOfEpochMs } from '@farthing/core'
import type { Clock } from '@farthing/ports'

/** The machine's clock, at millisecond resolution. */
export function systemClock(): Clock {
  return { now: () => instantOfEpochMs(Date.now()) }
}
