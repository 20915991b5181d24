import { scanPrepaid } from '../../prepaid/scan-prepaid.js'
import { heldAccounts, type Job } from '../job.js'

export const lowBalance: Job = {
  does: 'Looks where watched prepaid credit stands, tells when it is low, and decides what follows when it is used up.',
  schedule: () => ({ everyMinutes: 15 }),
  step: async (context) => {
    const { accounts, moved, refused } = await scanPrepaid(context)
    return { counts: { accounts, moved: moved.length }, held: heldAccounts(refused) }
  },
}
