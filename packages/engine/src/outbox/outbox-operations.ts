import type { OutboxHead, OutboxRange, Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { deliverMessages, type DeliverMessages, type DeliveryRun } from './deliver-messages.js'
import { topicEntry, type TopicEntry } from './topics.js'

export interface OutboxOperations {
  /** Messages of an account, in order. */
  read(account: string, range?: OutboxRange): Promise<readonly TopicEntry[]>
  /** Accounts with messages, and how far those go. */
  heads(page?: PageRequest): Promise<Page<OutboxHead>>
  /** Hands a consumer what it has not taken: at least once, and in the order of each account. */
  deliver(input: DeliverMessages): Promise<DeliveryRun>
}

export function outboxOperations(context: BillingContext): OutboxOperations {
  const { storage, tenant } = context
  return {
    read: async (account, range) => (await storage.transaction(tenant, ({ outbox }) => outbox.read(account, range))).map(topicEntry),
    heads: (page) => storage.transaction(tenant, ({ outbox }) => outbox.heads(page)),
    deliver: (input) => deliverMessages(context, input),
  }
}
