import { expireReservations } from '../../quotas/expire-reservations.js'
import type { Job } from '../job.js'

export const reservationExpiry: Job = {
  does: 'Ends reservations of quotas whose time is over.',
  schedule: () => ({ everyMinutes: 5 }),
  step: async (context) => ({ counts: { reservations: (await expireReservations(context)).expired.length } }),
}
