import type { EventQuery, Stores } from '@farthing/ports'
import { pairByIdentity, type EventPair } from '../windows/pair-by-identity.js'

/** Two cuts, the later one behind the earlier one. */
export interface CutsApart {
  readonly since: string
  readonly now: string
}

/**
 * All that a query finds otherwise at the later cut than at the earlier one: what arrived, what was amended, and what was voided or moved out of its reach.
 * By identity, a page of each side in memory. Costs what was recorded between the cuts, not what the range holds.
 */
export function changedEvents({ events }: Pick<Stores, 'events'>, query: EventQuery, { since, now }: CutsApart): AsyncIterable<EventPair> {
  return pairByIdentity(events.scan({ ...query, cut: since, replacedIn: now }), events.scan({ ...query, cut: now, recordedAfter: since }))
}
