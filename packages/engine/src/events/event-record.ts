import type { Dimensions, Failure, Hash, Instant, Reading, UnattachedReason, UsageEvent } from '@farthing/core'

/**
 * What one meter makes of one event, as things stand. `metered`: it is usage of the subscription. `quarantined`: it breaks the meter, and counts on
 * the others. `unattached`: no subscription takes it. `not_metered`: it has a subscription whose plan does not read the meter.
 */
export type EventReading =
  | { readonly meter: string; readonly status: 'metered'; readonly subscription: string; readonly value: Reading['value']; readonly dimensions: Dimensions }
  | { readonly meter: string; readonly status: 'quarantined'; readonly subscription: string; readonly failure: Failure }
  | { readonly meter: string; readonly status: 'unattached'; readonly reason: UnattachedReason }
  | { readonly meter: string; readonly status: 'not_metered' }

export type ReadingStatus = EventReading['status']

/** An effective event with what becomes of it. */
export interface EventRecord {
  readonly identity: Hash
  readonly receivedAt: Instant
  readonly event: UsageEvent
  /** One for each meter that reads it, by meter; none when no meter does. */
  readonly readings: readonly EventReading[]
}
