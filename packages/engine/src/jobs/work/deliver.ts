import type { BillingContext } from '../../context.js'
import { collectMessages } from '../../webhooks/collect-messages.js'
import { deliverWebhooks, endpointsOf } from '../../webhooks/webhook-operations.js'
import type { Job } from '../job.js'
import { sendRound } from './report.js'

export const deliver: Job = {
  does: 'Sends new messages of the outbox as webhooks, and tries again what is due of webhooks and usage records.',
  schedule: () => ({ everyMinutes: 1 }),
  isNeeded: ({ reporting, webhooks }) => reporting.sinks.size > 0 || webhooks !== undefined,
  step: async (context) => {
    const messages = context.webhooks === undefined ? 0 : await collectMessages(context, await endpointsOf(context))
    const records = await sendRound(context)
    const webhooks = await sendWebhooks(context)
    const counts = {
      messages, delivered: records.counts.delivered + webhooks.delivered, retried: records.counts.retried + webhooks.retried, failed: records.counts.failed + webhooks.failed,
    }
    return { counts, ...(counts.delivered > 0 && { next: 'more' }) }
  },
}

async function sendWebhooks(context: BillingContext): Promise<{ readonly delivered: number; readonly retried: number; readonly failed: number }> {
  const counts = { delivered: 0, retried: 0, failed: 0 }
  for (const endpoint of await endpointsOf(context)) {
    const { delivered, retried, failed } = await deliverWebhooks(context, endpoint)
    counts.delivered += delivered
    counts.retried += retried
    counts.failed += failed
  }
  return counts
}
