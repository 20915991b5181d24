import { collectUsage } from '../../sinks/collect-usage.js'
import { deliverUsage } from '../../sinks/deliver-usage.js'
import { eachAccount } from '../each-account.js'
import type { Job, StepInput, StepOutput } from '../job.js'
import type { BillingContext } from '../../context.js'

const collectAccounts = /* @__PURE__ */ eachAccount(async (context, account) => ({ counts: { revisions: (await collectUsage(context, account)).revisions } }))

export const report: Job = {
  does: 'Makes a revision of usage that has changed, and delivers it to the sinks.',
  schedule: (zone) => ({ every: 'day', at: '00:00', zone }),
  isNeeded: ({ reporting }) => reporting.sinks.size > 0,
  step: (context, input) => (input.position === sending ? sendRecords(context) : collect(context, input)),
}

const sending = 'sending'

/** The cursor of a page of accounts is JSON in brackets, so it is never this word. */
async function collect(context: BillingContext, input: StepInput): Promise<StepOutput> {
  const output = await collectAccounts(context, input)
  return output.next === undefined ? { ...output, next: sending } : output
}

/** A round for each sink; another one while something stood behind what was taken. */
async function sendRecords(context: BillingContext): Promise<StepOutput> {
  const { counts, isMore } = await sendRound(context)
  return { counts, ...(isMore && { next: sending }) }
}

/** What is due at every sink, a round of each. */
export async function sendRound(context: BillingContext): Promise<{ readonly counts: { readonly delivered: number; readonly retried: number; readonly failed: number }; readonly isMore: boolean }> {
  const counts = { delivered: 0, retried: 0, failed: 0 }
  for (const sink of context.reporting.sinks.keys()) {
    const { delivered, retried, failed } = await deliverUsage(context, sink)
    counts.delivered += delivered
    counts.retried += retried
    counts.failed += failed
  }
  return { counts, isMore: counts.delivered > 0 }
}
