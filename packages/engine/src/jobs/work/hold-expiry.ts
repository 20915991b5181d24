import { expireHolds } from '../../holds/expire-holds.js'
import type { Job } from '../job.js'

export const holdExpiry: Job = {
  does: 'Ends holds whose time is over.',
  schedule: () => ({ everyMinutes: 5 }),
  step: async (context) => ({ counts: { holds: (await expireHolds(context)).expired.length } }),
}
