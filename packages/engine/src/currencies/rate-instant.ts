import type { Instant, Interval } from '@farthing/core'
import type { Clock } from '@farthing/ports'

/** The instant whose rates of exchange a document takes: the end of its period, or now where that is to come. */
export function rateInstant(clock: Clock, { to }: Interval): Instant {
  const now = clock.now()
  return now < to ? now : to
}
