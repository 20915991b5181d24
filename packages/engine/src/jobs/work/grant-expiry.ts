import { addLocalDays } from '@farthing/core'
import { expireCredits } from '../../credits/expire-credits.js'
import { eachAccount } from '../each-account.js'
import type { Job } from '../job.js'

export const grantExpiry: Job = {
  does: 'Books what time has done to grants of credit, some days behind the invoices.',
  schedule: (zone) => ({ every: 'day', at: '02:30', zone }),
  step: eachAccount(async (context, account, { run, keyOf }) => {
    const { zone, creditExpiryDays } = context.jobs
    const until = addLocalDays(run.startedAt, { days: -creditExpiryDays, zone })
    return { counts: { expired: (await expireCredits(context, { key: keyOf(account), account, until })).breakage.length } }
  }),
}
