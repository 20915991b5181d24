import { advanceDelinquency } from '../../delinquency/advance-delinquency.js'
import { heldAccounts, type Job } from '../job.js'

export const delinquency: Job = {
  does: 'Moves accounts to where they belong by what they owe, and sends the notices that are due.',
  schedule: (zone) => ({ every: 'day', at: '03:00', zone }),
  step: async (context) => {
    const { accounts, moved, refused, notices } = await advanceDelinquency(context)
    return { counts: { accounts, moved: moved.length, notices: notices.sent }, held: heldAccounts(refused) }
  },
}
