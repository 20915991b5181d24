import { parseInstant } from '@farthing/core'
import type { Clock } from '@farthing/ports'

/** A clock that stands still: for tests, examples, and for billing as of a stated moment. */
export function fixedClock(at: string): Clock {
  const now = parseInstant(at, { field: 'at' })
  return { now: () => now }
}
