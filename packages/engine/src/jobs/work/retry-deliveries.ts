import { isFarthingError } from '@farthing/core'
import type { Delivery, Page } from '@farthing/ports'
import type { BillingContext } from '../../context.js'
import { destinationOfSink } from '../../sinks/usage-reporting.js'
import type { Job } from '../job.js'
import { sendRound } from './report.js'

export const retryDeliveries: Job = {
  does: 'Tries usage records again that a sink did not take in all of their attempts.',
  schedule: () => ({ everyMinutes: 360 }),
  isNeeded: ({ reporting }) => reporting.sinks.size > 0,
  step: async (context, { position }) => {
    const reopened = position === undefined ? await reopenFailed(context) : 0
    const { counts, isMore } = await sendRound(context)
    return { counts: { ...counts, reopened }, ...(isMore && { next: 'sending' }) }
  },
}

/** Has every record that failed attempted once more: what fails again has failed again at once, as its attempts are used up. */
async function reopenFailed({ storage, tenant, clock, reporting: { sinks } }: BillingContext): Promise<number> {
  const now = clock.now()
  let reopened = 0
  for (const sink of sinks.keys()) {
    const destination = destinationOfSink(sink)
    let cursor: string | undefined
    do {
      const page: Page<Delivery> = await storage.transaction(tenant, ({ deliveries }) => deliveries.list({ destination, status: 'failed' }, { limit: 1_000, ...(cursor !== undefined && { cursor }) }))
      for (const delivery of page.items) if (await reopen({ storage, tenant }, { ...delivery, step: delivery.step + 1, status: 'waiting', nextAttemptAt: now })) reopened += 1
      cursor = page.next
    } while (cursor !== undefined)
  }
  return reopened
}

/** `false` when somebody has decided about it meanwhile. */
async function reopen({ storage, tenant }: Pick<BillingContext, 'storage' | 'tenant'>, delivery: Delivery): Promise<boolean> {
  try {
    await storage.transaction(tenant, ({ deliveries }) => deliveries.move(delivery))
    return true
  } catch (error) {
    if (isFarthingError(error) && error.code === 'storage.conflict') return false
    throw error
  }
}
