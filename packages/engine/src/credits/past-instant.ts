import { fail, parseInstant, type Instant } from '@farthing/core'

/**
 * Up to when a journal may be taken: now, or an instant before it. A journal that were ahead of the clock would have nothing left for documents until then.
 *
 * @throws `command.invalid` for an instant in the future, `time.*`
 */
export function pastInstant(given: Instant | undefined, now: Instant, field: string): Instant {
  if (given === undefined) return now
  const at = parseInstant(given, { field })
  return at > now ? fail('command.invalid', { field, because: `is ${at}, and it is ${now}`, facts: { at, now } }) : at
}
