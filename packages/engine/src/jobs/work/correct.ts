import { takeLate } from '../../corrections/take-late.js'
import { eachAccount } from '../each-account.js'
import type { Job } from '../job.js'

export const correct: Job = {
  does: 'Takes late events of invoiced periods: corrects their invoices, or proposes to.',
  schedule: () => ({ everyMinutes: 60 }),
  step: eachAccount(async (context, account) => {
    const { events, corrected, proposed, refused } = await takeLate(context, { account, ...(context.actor !== undefined && { actor: context.actor }) })
    return { counts: { lateEvents: events, corrected: corrected.length, proposed: proposed.length }, held: refused.map(({ invoice, failure }) => ({ about: invoice, failure })) }
  }),
}
