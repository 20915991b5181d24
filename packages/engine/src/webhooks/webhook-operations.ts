import type { DestinationState } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { attemptDeliveries, type AttemptCounts } from '../deliveries/attempt-deliveries.js'
import { collectMessages } from './collect-messages.js'
import { sendWebhook } from './send-webhook.js'
import { destinationOfEndpoint, type WebhookEndpoint } from './webhook-options.js'

/** An endpoint, and how it is doing. Its secrets are left out. */
export interface EndpointStatus extends Omit<WebhookEndpoint, 'secrets'> {
  /** Its name among the destinations of `billing.deliveries`. */
  readonly destination: string
  /** Absent where nothing has ever failed. */
  readonly state?: DestinationState
}

/** Messages of the outbox, sent to endpoints over HTTP. */
export interface WebhookOperations {
  /** Puts new messages of the outbox into the deliveries of the endpoints that want them. Sends nothing. */
  collect(): Promise<{ readonly messages: number }>
  /** Sends what is due, to the end. */
  deliver(): Promise<AttemptCounts>
  /** The endpoints that the host has, with those that are paused. */
  endpoints(): Promise<readonly EndpointStatus[]>
}

export function webhookOperations(context: BillingContext): WebhookOperations {
  return {
    collect: async () => ({ messages: await collectMessages(context, await endpointsOf(context)) }),
    deliver: async () => {
      let total: AttemptCounts = { delivered: 0, retried: 0, failed: 0 }
      for (const endpoint of await endpointsOf(context)) {
        for (let isMore = true; isMore; ) {
          const { delivered, retried, failed } = await deliverWebhooks(context, endpoint)
          total = { delivered: total.delivered + delivered, retried: total.retried + retried, failed: total.failed + failed }
          isMore = delivered > 0
        }
      }
      return total
    },
    endpoints: async () => {
      const endpoints = await endpointsOf(context)
      return context.storage.transaction(context.tenant, async ({ deliveries }) => {
        const statuses: EndpointStatus[] = []
        for (const { secrets: _, ...endpoint } of endpoints) {
          const destination = destinationOfEndpoint(endpoint.name)
          const state = await deliveries.destination(destination)
          statuses.push({ ...endpoint, destination, ...(state !== undefined && { state }) })
        }
        return statuses
      })
    },
  }
}

export async function endpointsOf({ webhooks }: BillingContext): Promise<readonly WebhookEndpoint[]> {
  return webhooks === undefined ? [] : webhooks.endpoints()
}

/** Sends webhooks that are due at an endpoint, a round of them. */
export async function deliverWebhooks(context: BillingContext, endpoint: WebhookEndpoint): Promise<AttemptCounts> {
  const { webhooks, clock } = context
  if (webhooks === undefined) return { delivered: 0, retried: 0, failed: 0 }
  const { retry, pause, timeoutMs } = webhooks
  // Twice the time that an answer may take, and what a transaction needs.
  const leaseSeconds = 30 + Math.ceil(timeoutMs * 0.002)
  const send = (delivery: Parameters<typeof sendWebhook>[2]) => sendWebhook(webhooks, endpoint, delivery, clock.now())
  return attemptDeliveries(context, { destination: destinationOfEndpoint(endpoint.name), retry, pause, leaseSeconds, send })
}
