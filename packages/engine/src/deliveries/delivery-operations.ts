import type { Delivery, DeliveryFilter, DestinationState, Page, PageRequest, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { pauseDestination, resumeDestination, retryDelivery, skipDelivery, type MoveDelivery, type PauseDestination, type ResumeDestination, type SkipDelivery } from './move-delivery.js'

/** What goes to receivers outside, usage records and webhooks alike, and how far each is. */
export interface DeliveryOperations {
  get(destination: string, id: string): Promise<Delivery | undefined>
  /** By creation: `{ status: 'failed' }` for what somebody has to look at. */
  list(filter?: DeliveryFilter, page?: PageRequest): Promise<Page<Delivery>>
  /** Has one that waits or failed attempted anew. */
  retry(input: MoveDelivery): Promise<Delivery>
  /** Decides that one does not go. */
  skip(input: SkipDelivery): Promise<Delivery>
  /** Destinations that have failed, and those that were paused, by name. */
  destinations(page?: PageRequest): Promise<Page<DestinationState>>
  pause(input: PauseDestination): Promise<DestinationState>
  resume(input: ResumeDestination): Promise<DestinationState>
}

export function deliveryOperations(context: BillingContext): DeliveryOperations {
  const read = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => context.storage.transaction(context.tenant, work)
  return {
    get: (destination, id) => read(({ deliveries }) => deliveries.get(destination, id)),
    list: async (filter, page) => {
      const status = { waiting: true, delivered: true, failed: true, skipped: true } as const
      const conditions = checkFilter(filter, { destination: 'text', status, subject: 'text' })
      return read(({ deliveries }) => deliveries.list(conditions, page))
    },
    retry: (input) => retryDelivery(context, input),
    skip: (input) => skipDelivery(context, input),
    destinations: (page) => read(({ deliveries }) => deliveries.destinations(page)),
    pause: (input) => pauseDestination(context, input),
    resume: (input) => resumeDestination(context, input),
  }
}
