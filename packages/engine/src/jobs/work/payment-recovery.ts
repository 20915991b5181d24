import { shiftInstant } from '@farthing/core'
import { recoverPayments } from '../../payments/recover-payments.js'
import type { Job } from '../job.js'

const silentMs = 10 * 60_000

export const paymentRecovery: Job = {
  does: 'Asks providers about sessions and refunds that they have been silent about for ten minutes, and takes in events that fitted nothing.',
  schedule: () => ({ everyMinutes: 10 }),
  isNeeded: ({ paymentProviders }) => paymentProviders.size > 0,
  step: async (context) => {
    const { sessions, refunds, reconciled, failed } = await recoverPayments(context, { silentSince: shiftInstant(context.clock.now(), -silentMs) })
    const found = sessions.found.length + sessions.opened.length + sessions.expired.length + refunds.found.length + refunds.sent.length
    return { counts: { recovered: found, reconciled: reconciled.length }, held: failed.map(({ about, id, failure }) => ({ about: `${about} ${id}`, failure })) }
  },
}
