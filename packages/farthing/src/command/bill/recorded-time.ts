import { describeValue, fail, parseInstant, type Instant } from '@farthing/core'

/**
 * When an event was recorded, by its CloudEvents extension `recordedtime`; `undefined` for an event without one.
 *
 * @throws `time.*` for one that is no instant: what was known when would else be a guess.
 */
export function recordedTimeOf(input: unknown): Instant | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const { recordedtime } = input as { readonly recordedtime?: unknown }
  if (recordedtime === undefined) return undefined
  if (typeof recordedtime !== 'string') return fail('time.malformed', { field: 'recordedtime', because: `is ${describeValue(recordedtime)}` })
  return parseInstant(recordedtime, { field: 'recordedtime' })
}

/** Whether an event had not been recorded yet at `asOf`: it was unknown then. */
export function isUnknownAt(input: unknown, asOf: Instant): boolean {
  const recorded = recordedTimeOf(input)
  // Canonical instants have one length, so text order is time order.
  return recorded !== undefined && recorded > asOf
}
