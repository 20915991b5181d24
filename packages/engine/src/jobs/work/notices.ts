import { sendNotices } from '../../delinquency/send-notices.js'
import type { Job } from '../job.js'

export const notices: Job = {
  does: 'Sends notices about unpaid documents that are due, and tries those again that were not taken.',
  schedule: () => ({ everyMinutes: 5 }),
  isNeeded: ({ messages }) => messages !== undefined,
  step: async (context) => {
    const { sent, failed, gaveUp } = await sendNotices(context)
    return { counts: { sent, failed, gaveUp } }
  },
}
