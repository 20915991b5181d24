import { checkJson, hashContent, isFarthingError, type Instant, type Json } from '@farthing/core'
import type { OutboxEntry, OutboxHead, Page, Stores } from '@farthing/ports'
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
  const isBegun = (await storage.transaction(tenant, ({ offsets }) => offsets.get(beginning))) !== undefined
  let collected = 0
  let cursor: string | undefined
  do {
    const { items, next } = await storage.transaction(tenant, (stores) => headsBehind(context, stores, cursor))
    for (const head of items) collected += isBegun ? await collectOf(context, head, endpoints) : await passBy(context, head)
    cursor = next
  } while (cursor !== undefined)
  if (!isBegun) await storage.transaction(tenant, ({ offsets }) => offsets.advance(beginning, { to: 'begun' })).catch(ignoreConflict)
  return collected
}

const accountsPerTransaction = 500

/** A page of accounts, those with new messages alone: all but a few have none. */
async function headsBehind(context: BillingContext, { outbox, offsets }: Stores, cursor: string | undefined): Promise<Page<OutboxHead>> {
  const { items, ...rest } = await outbox.heads({ limit: accountsPerTransaction, ...(cursor !== undefined && { cursor }) })
  const behind: OutboxHead[] = []
  for (const head of items) if (Number((await offsets.get(positionOf(context, head.account))) ?? 0) < head.sequence) behind.push(head)
  return { ...rest, items: behind }
}

async function collectOf(context: BillingContext, head: OutboxHead, endpoints: readonly WebhookEndpoint[]): Promise<number> {
  let collected = 0
  for (let isMore = true; isMore; ) {
    const step = await context.storage.transaction(context.tenant, (stores) => collectNext(context, stores, head, endpoints)).catch(ignoreConflict)
    collected += step?.added ?? 0
    isMore = step?.isMore ?? false
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

async function passBy(context: BillingContext, { account, sequence }: OutboxHead): Promise<0> {
  const position = positionOf(context, account)
  await context.storage
    .transaction(context.tenant, async ({ offsets }) => {
      if ((await offsets.get(position)) === undefined) await offsets.advance(position, { to: String(sequence) })
    })
    .catch(ignoreConflict)
  return 0
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
