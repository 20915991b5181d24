import { fail } from '@farthing/core'
import type { Delivery, Page, PageRequest, UsageRecord } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import type { AttemptCounts } from '../deliveries/attempt-deliveries.js'
import { collectUsage, placeOf, recordOf, type CollectedUsage, type RecordSubject } from './collect-usage.js'
import { deliverUsage } from './deliver-usage.js'
import { destinationOfSink } from './usage-reporting.js'

/** A revision of usage at a sink, and how far it is. */
export interface DeliveredUsage extends Pick<Delivery, 'id' | 'status' | 'attempts' | 'nextAttemptAt' | 'attemptedAt' | 'failure' | 'endedAt' | 'reference'> {
  readonly sink: string
  readonly record: UsageRecord
}

export interface UsageDeliveryFilter {
  readonly sink: string
  readonly status?: Delivery['status']
}

/** Usage as sinks outside have it. */
export interface SinkOperations {
  /** Measures the last periods of an account, and adds a revision where usage is not what was recorded last. Sends nothing. */
  collect(account: string): Promise<CollectedUsage>
  /** Sends what is due at every sink, to the end. */
  deliver(): Promise<AttemptCounts>
  /** The last revision of something at a sink. */
  latest(subject: RecordSubject): Promise<DeliveredUsage | undefined>
  /** Revisions of a sink, by when they were added: `{ sink, status: 'failed' }` for what was not taken. */
  list(filter: UsageDeliveryFilter, page?: PageRequest): Promise<Page<DeliveredUsage>>
}

export function sinkOperations(context: BillingContext): SinkOperations {
  const { storage, tenant, reporting: { sinks } } = context
  const known = (sink: string): string => (sinks.has(sink) ? sink : fail('sink.unknown', { field: 'sink', because: `is ${JSON.stringify(sink)}`, facts: { sinks: [...sinks.keys()] } }))
  return {
    collect: (account) => collectUsage(context, account),
    deliver: () => deliverAll(context),
    latest: (subject) => {
      const { destination, subject: name } = placeOf(context, { ...subject, sink: known(subject.sink) })
      return storage.transaction(tenant, async ({ deliveries }) => {
        const found = await deliveries.latest(destination, name)
        return found && deliveredOf(found)
      })
    },
    list: async (filter, page) => {
      const { sink, status } = checkFilter(filter, { sink: 'text', status: { waiting: true, delivered: true, failed: true, skipped: true } })
      return storage.transaction(tenant, async ({ deliveries }) => {
        const { items, ...rest } = await deliveries.list({ destination: destinationOfSink(known(sink)), ...(status !== undefined && { status }) }, page)
        return { ...rest, items: items.map(deliveredOf) }
      })
    },
  }
}

function deliveredOf(delivery: Delivery): DeliveredUsage {
  const { destination, id, status, attempts, nextAttemptAt, attemptedAt, failure, endedAt, reference } = delivery
  return {
    sink: destination.slice(destinationOfSink('').length), record: recordOf(delivery), id, status, attempts,
    ...(nextAttemptAt !== undefined && { nextAttemptAt }), ...(attemptedAt !== undefined && { attemptedAt }), ...(failure !== undefined && { failure }),
    ...(endedAt !== undefined && { endedAt }), ...(reference !== undefined && { reference }),
  }
}

async function deliverAll(context: BillingContext): Promise<AttemptCounts> {
  let total: AttemptCounts = { delivered: 0, retried: 0, failed: 0 }
  for (const sink of context.reporting.sinks.keys()) {
    for (let isMore = true; isMore; ) {
      const { delivered, retried, failed } = await deliverUsage(context, sink)
      total = { delivered: total.delivered + delivered, retried: total.retried + retried, failed: total.failed + failed }
      isMore = delivered > 0
    }
  }
  return total
}
