import { parseInstant } from '@farthing/core'
import type { LostSearch } from '../sessions/find-lost-sessions.js'
import { refundStatus, type Refund } from './refund.js'

/**
 * Refunds whose provider was asked and has been silent: about what it calls them since they were to be sent, or about their outcome since they were. Those
 * that were sent by hand are none: their provider has never heard of their key.
 *
 * @throws `time.*`
 */
export function findLostRefunds(refunds: Iterable<Refund>, { silentSince }: Pick<LostSearch, 'silentSince'>): readonly Refund[] {
  const since = parseInstant(silentSince, { field: 'silentSince' })
  return [...refunds].filter((refund) => {
    const { sending, steps } = refund
    const status = refundStatus(refund)
    if (sending === undefined || (status !== 'approved' && status !== 'sent')) return false
    const heard = status === 'sent' ? (steps.at(-1)?.at ?? sending.at) : sending.at
    return heard <= since
  })
}
