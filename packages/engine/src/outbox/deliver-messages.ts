import { checkText, fail, failure, hashContent, isFarthingError, utf8, type Failure } from '@farthing/core'
import { listAll, type OutboxEntry } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { outboxTopics, topicEntry, type OutboxTopic, type TopicEntry } from './topics.js'

export interface DeliverMessages {
  /** Who receives: each consumer has a position of its own in the messages of every account. */
  readonly consumer: string
  /** Takes one message. When it rejects, the message and those behind it of the same account come again with the next run. */
  readonly receive: (message: TopicEntry) => Promise<void>
  /** Only messages of these topics are handed over; the others are passed by. All unless given. */
  readonly topics?: readonly OutboxTopic[]
}

/** An account whose next message was not taken. */
export interface StuckAccount {
  readonly account: string
  /** Of the message that was not taken. */
  readonly sequence: number
  readonly failure: Failure
}

export interface DeliveryRun {
  /** Messages that were taken. */
  readonly delivered: number
  readonly stuck: readonly StuckAccount[]
}

const messagesPerRead = 100

/**
 * Hands a consumer every message that it has not taken, account by account and in the order of each. Run it from a job, or when something was issued.
 *
 * A message is handed over outside any transaction, and then the position moves on: one that was taken when the process died comes again, so the consumer
 * gets each at least once, and knows it by its id. An account whose message is not taken waits; the others do not. Two runs at the same time may
 * both hand over a message; each position moves once.
 *
 * @throws `text.*` for the consumer; `outbox.topic_unknown` for a topic that nothing is told of; `storage.*` when the storage fails
 */
export async function deliverMessages(context: BillingContext, { consumer, receive, topics }: DeliverMessages): Promise<DeliveryRun> {
  checkText(consumer, { field: 'consumer' })
  for (const topic of topics ?? []) if (!Object.hasOwn(outboxTopics, topic)) fail('outbox.topic_unknown', { field: 'topics', because: `have ${JSON.stringify(topic)}`, facts: { topic } })
  const heads = await listAll((page) => context.storage.transaction(context.tenant, ({ outbox }) => outbox.heads(page)))
  let delivered = 0
  const stuck: StuckAccount[] = []
  for (const head of heads) {
    const position = positionKey(context, consumer, head.account)
    const run = await deliverAccount(context, { ...head, position, receive: (entry) => (topics?.some((topic) => topic === entry.topic) === false ? undefined : receive(topicEntry(entry))) })
    delivered += run.delivered
    if (run.stuck !== undefined) stuck.push(run.stuck)
  }
  return { delivered, stuck }
}

const longestKey = 600

/** Where a position is kept: readable, so that SQL can say how far a consumer is, unless that is longer than an index takes. */
function positionKey({ digest }: BillingContext, consumer: string, account: string): string {
  const key = `outbox ${JSON.stringify([consumer, account])}`
  return utf8(key).length <= longestKey ? key : hashContent('outbox-position/1', [consumer, account], digest)
}

interface AccountDelivery {
  readonly account: string
  /** Of its last message. */
  readonly sequence: number
  /** Under which its position is kept. */
  readonly position: string
  /** `undefined` for a message that is passed by. */
  readonly receive: (entry: OutboxEntry) => Promise<void> | undefined
}

async function deliverAccount(context: BillingContext, { account, sequence: last, position, receive }: AccountDelivery): Promise<{ readonly delivered: number; readonly stuck?: StuckAccount }> {
  let at = await context.storage.transaction(context.tenant, ({ offsets }) => offsets.get(position))
  let delivered = 0
  while (Number(at ?? 0) < last) {
    const after = Number(at ?? 0)
    const entries = await context.storage.transaction(context.tenant, ({ outbox }) => outbox.read(account, { after, limit: messagesPerRead }))
    for (const entry of entries) {
      const { sequence } = entry
      try {
        const taken = receive(entry)
        await taken
        if (taken !== undefined) delivered += 1
      } catch (error) {
        return { delivered, stuck: { account, sequence, failure: failureOfConsumer(error) } }
      }
      const from = at
      at = String(sequence)
      if (!(await moveOn(context, position, { from, to: at }))) return { delivered }
    }
    if (entries.length === 0) break
  }
  return { delivered }
}

/** `false` when another run has moved the position: it goes on from there. */
async function moveOn(context: BillingContext, position: string, { from, to }: { readonly from: string | undefined; readonly to: string }): Promise<boolean> {
  try {
    await context.storage.transaction(context.tenant, ({ offsets }) => offsets.advance(position, { ...(from === undefined ? {} : { from }), to }))
    return true
  } catch (error) {
    if (isFarthingError(error) && error.code === 'storage.conflict') return false
    throw error
  }
}

function failureOfConsumer(error: unknown): Failure {
  if (isFarthingError(error)) return error.toJSON()
  return failure('outbox.not_taken', { field: 'message', because: `was not taken: ${error instanceof Error ? error.message : String(error)}` })
}
