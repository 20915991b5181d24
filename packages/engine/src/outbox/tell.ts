import { checkJson, hashContent, type Hash, type Instant, type TenantId } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { OutboxTopic, OutboxTopics } from './topics.js'

/** What others are told, as a CloudEvent. Its id follows from what it is about, so that a second delivery is seen to be one. */
export type OutboxNews<T extends OutboxTopic = OutboxTopic> = {
  readonly [K in T]: {
    readonly specversion: '1.0'
    readonly type: K
    readonly source: 'farthing'
    readonly id: Hash
    readonly tenant: TenantId
    /** The account. */
    readonly subject: string
    readonly time: Instant
    readonly data: OutboxTopics[K]
  }
}[T]

/**
 * Puts a message into the outbox of its account, in the caller's transaction. The same again changes nothing.
 *
 * Until that transaction ends, others that tell something of this account wait: tell last, and several accounts by their bytes.
 *
 * @throws `storage.conflict` for other content under the same id
 */
export async function tell(stores: Pick<Stores, 'outbox'>, { id, type, subject, time, data }: OutboxNews): Promise<void> {
  await stores.outbox.append({ account: subject, id, topic: type, at: time, payload: checkJson(data, 'data') })
}

export interface NewsParts<T extends OutboxTopic> {
  readonly account: string
  readonly at: Instant
  /** What tells it from every other message of its topic: the same again is the same message. */
  readonly about: readonly (string | number)[]
  readonly data: OutboxTopics[T]
}

/** A message of a topic. */
export function newsOf<T extends OutboxTopic>({ tenant, digest }: Pick<BillingContext, 'tenant' | 'digest'>, type: T, { account, at, about, data }: NewsParts<T>): OutboxNews<T> {
  const id = hashContent('outbox-message/1', [tenant, type, ...about], digest)
  return { specversion: '1.0', type, source: 'farthing', id, tenant, subject: account, time: at, data }
}
