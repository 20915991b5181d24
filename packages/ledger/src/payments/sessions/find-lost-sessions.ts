import { parseInstant, type Instant } from '@farthing/core'
import type { PaymentSession } from './payment-session.js'
import { sessionState } from './session-state.js'

export interface LostSearch {
  readonly at: Instant
  /** Sessions that were opened at this instant or before, and whose provider has been silent since. */
  readonly silentSince: Instant
}

/**
 * Sessions to ask the provider about: its answer was lost, so that we have no name for them, or nothing final was said for too long.
 *
 * Asked with the session's idempotency key; the answer comes in with `linkSession` and `addPaymentFact` like any other. In the order given.
 *
 * @throws `time.*`
 */
export function findLostSessions(sessions: Iterable<PaymentSession>, { at, silentSince }: LostSearch): readonly PaymentSession[] {
  const [now, since] = [parseInstant(at, { field: 'at' }), parseInstant(silentSince, { field: 'silentSince' })]
  return [...sessions].filter((session) => {
    const { status } = sessionState(session, now)
    if (status === 'settled' || status === 'failed') return false
    const saidExpired = session.facts.some(({ kind }) => kind === 'expired')
    return !saidExpired && (session.facts.at(-1)?.at ?? session.initiatedAt) <= since
  })
}
