import { aggregateUsage } from '../../usage/aggregate-usage.js'
import { eachAccount } from '../each-account.js'
import type { Job } from '../job.js'

export const aggregate: Job = {
  does: 'Measures the usage of running periods and stores it as summaries, for quick reading.',
  schedule: () => ({ everyMinutes: 60 }),
  step: eachAccount(async (context, account) => ({ counts: { summaries: (await aggregateUsage(context, { account })).length } })),
}
