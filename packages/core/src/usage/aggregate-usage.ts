import { sha256 } from '../evidence/digest.js'
import { effectiveEvents, type EffectiveEvents } from '../events/effective-events.js'
import type { UsageEvent } from '../events/usage-event.js'
import { addToTally } from './add-to-tally.js'
import { startTally } from './start-tally.js'
import type { TallyDefinition, TallyResult } from './tally.js'
import { usageOf } from './usage-of.js'

/** Usage, with what became of reports that are not effective. */
export interface AggregatedUsage extends TallyResult, Omit<EffectiveEvents, 'effective'> {}

/**
 * Aggregates reports as they were sent: repeats, amendments and voids included, in any order. Holds all of them; for streams use a tally.
 *
 * @throws as `startTally`
 */
export function aggregateUsage(events: Iterable<UsageEvent>, definition: Omit<TallyDefinition, 'order'>): AggregatedUsage {
  const tally = startTally({ ...definition, order: 'identity' })
  const { effective, ...others } = effectiveEvents(events, definition.digest ?? sha256)
  for (const event of effective) addToTally(tally, event)
  return { ...usageOf(tally), ...others }
}
