import { checkJson, hashContent, isFarthingError, type Instant, type Json } from '@farthing/core'
import { listAll, type OutboxEntry, type OutboxHead, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { addDelivery } from '../deliveries/add-delivery.js'
import { destinationOfEndpoint, type WebhookEndpoint } from './webhook-options.js'

/** What an endpoint gets: the body of its request is the canonical JSON of this. */
export interface WebhookPayload {
  /** The topic: `invoice.issued`. */
  readonly type: string
  /** When it happened. */
  readonly timestamp: Instant
  /** Whom it is about. */
  readonly account: string
  /** Its place among the messages of the account: webhooks may arrive in another order. */
  readonly sequence: number
  readonly data: Json
}

const messagesPerTransaction = 100
/** Kept once every account that had messages before has a position behind them. */
const beginning = 'webhooks/begun'

/**
 * Puts messages of the outbox that no endpoint has yet into the deliveries of every endpoint that wants them, and moves the position on, in one transaction: each
 * message once, whatever dies in between. What was told before the first call is not for webhooks; an endpoint that joins later gets what is told from then on.
 */
export async function collectMessages(context: BillingContext, endpoints: readonly WebhookEndpoint[]): Promise<number> {
  const { storage, tenant } = context
  const heads = await listAll((page) => storage.transaction(tenant, ({ outbox }) => outbox.heads(page)))
  if ((await storage.transaction(tenant, ({ offsets }) => offsets.get(beginning))) === undefined) {
    for (const head of heads) await storage.transaction(tenant, (stores) => passBy(context, stores, head)).catch(ignoreConflict)
    await storage.transaction(tenant, ({ offsets }) => offsets.advance(beginning, { to: 'begun' })).catch(ignoreConflict)
    return 0
  }
  let collected = 0
  for (const head of heads) {
    for (let isMore = true; isMore; ) {
      const step = await storage.transaction(tenant, (stores) => collectNext(context, stores, head, endpoints)).catch(ignoreConflict)
      collected += step?.added ?? 0
      isMore = step?.isMore ?? false
    }
  }
  return collected
}

/** Another process was faster: it has done the same. */
function ignoreConflict(error: unknown): undefined {
  if (!isFarthingError(error) || error.code !== 'storage.conflict') throw error
}

function positionOf({ digest }: BillingContext, account: string): string {
  return hashContent('webhook-position/1', [account], digest)
}

async function passBy(context: BillingContext, { offsets }: Stores, { account, sequence }: OutboxHead): Promise<void> {
  const position = positionOf(context, account)
  if ((await offsets.get(position)) === undefined) await offsets.advance(position, { to: String(sequence) })
}

interface CollectedMessages {
  readonly added: number
  readonly isMore: boolean
}

async function collectNext(context: BillingContext, stores: Stores, { account, sequence }: OutboxHead, endpoints: readonly WebhookEndpoint[]): Promise<CollectedMessages> {
  const position = positionOf(context, account)
  const from = await stores.offsets.get(position)
  const after = Number(from ?? 0)
  if (after >= sequence) return { added: 0, isMore: false }
  const entries = await stores.outbox.read(account, { after, limit: messagesPerTransaction })
  let added = 0
  for (const entry of entries) added += await addForEach(context, stores, entry, endpoints)
  const to = String(entries.at(-1)?.sequence ?? sequence)
  await stores.offsets.advance(position, { ...(from !== undefined && { from }), to })
  return { added, isMore: Number(to) < sequence }
}

async function addForEach({ clock, digest }: BillingContext, stores: Stores, entry: OutboxEntry, endpoints: readonly WebhookEndpoint[]): Promise<number> {
  const { account, topic, sequence, at, payload } = entry
  // Each goes by itself: one that fails for days holds back no other.
  const id = `msg_${hashContent('webhook-message/1', [account, entry.id], digest).slice(0, 40)}`
  const content = checkJson({ type: topic, timestamp: at, account, sequence, data: payload } satisfies WebhookPayload, 'payload')
  let added = 0
  for (const { name, topics } of endpoints) {
    if (topics?.some((wanted) => wanted === topic) === false) continue
    await addDelivery(stores, { destination: destinationOfEndpoint(name), id, lane: id, subject: id, revision: 1, content, createdAt: clock.now() })
    added += 1
  }
  return added
}
