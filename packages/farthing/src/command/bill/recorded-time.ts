import { isFarthingError, parseInstant, type Instant } from '@farthing/core'

/**
 * When an event was recorded, by its CloudEvents extension `recordedtime`; `undefined` where it says nothing that can be read.
 * A malformed one is refused by the event's own validation.
 */
function recordedTimeOf(input: unknown): Instant | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const { recordedtime } = input as { readonly recordedtime?: unknown }
  if (typeof recordedtime !== 'string') return undefined
  try {
    return parseInstant(recordedtime, { field: 'recordedtime' })
  } catch (error) {
    if (isFarthingError(error)) return undefined
    throw error
  }
}

/** Whether an event had not been recorded yet at `asOf`: it was unknown then. */
export function isUnknownAt(input: unknown, asOf: Instant): boolean {
  const recorded = recordedTimeOf(input)
  // Canonical instants have one length, so text order is time order.
  return recorded !== undefined && recorded > asOf
}
