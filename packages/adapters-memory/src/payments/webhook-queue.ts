import type { WebhookDelivery } from '@farthing/ports'

/** What may go wrong with webhooks: they come a collection later, twice, or the last one first. */
export type WebhookFault = 'late' | 'twice' | 'reordered'

export interface WebhookQueue {
  send(delivery: WebhookDelivery): void
  collect(): readonly WebhookDelivery[]
}

/** Webhooks on their way. Each collection meets the next fault of the list; after the last one all goes well. */
export function webhookQueue(faults: readonly WebhookFault[]): WebhookQueue {
  let waiting: WebhookDelivery[] = []
  let held: WebhookDelivery[] = []
  let collections = 0
  return {
    send: (delivery) => {
      waiting.push(delivery)
    },
    collect: () => {
      const fault = faults[collections]
      collections += 1
      const arriving = [...held, ...(fault === 'late' ? [] : waiting)]
      held = fault === 'late' ? waiting : []
      waiting = []
      if (fault === 'twice') return [...arriving, ...arriving]
      return fault === 'reordered' ? arriving.reverse() : arriving
    },
  }
}
