import type { Instant } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { listWindowing } from '../windows/watermarks.js'

/**
 * Stages that leave something behind where it can be seen:
 *
 * - `watermarks`: the meter whose sources are complete up to the earliest time;
 * - `tax_filing`: taxes that no provider was told of;
 * - `webhooks`: what providers reported and fits nothing;
 * - `deliveries`: what waits for a sink or an endpoint; `failed_deliveries`: what was given up;
 * - `book_chain`: transactions that are committed and not in the chain.
 */
export const stageNames = ['watermarks', 'tax_filing', 'webhooks', 'deliveries', 'failed_deliveries', 'book_chain'] as const

export type StageName = (typeof stageNames)[number]

/** The watermark of a meter that nothing was heard of. */
const beginning: Instant = '0001-01-01T00:00:00.000000Z'

type Look = (stores: Stores, context: BillingContext) => Promise<Instant | undefined>

const looks: { readonly [stage in StageName]: Look } = {
  watermarks: async (stores, context) => (await listWindowing(context, stores)).map(({ watermark }) => watermark).filter((watermark) => watermark > beginning).sort()[0],
  tax_filing: async ({ taxFilings }) => (await taxFilings.due({ limit: 1 })).items[0]?.at,
  webhooks: async ({ payments }) => (await payments.list('webhook', { status: 'unreconciled' }, { limit: 1 })).items[0]?.createdAt,
  deliveries: async ({ deliveries }) => (await deliveries.list({ status: 'waiting' }, { limit: 1 })).items[0]?.createdAt,
  failed_deliveries: async ({ deliveries }) => (await deliveries.list({ status: 'failed' }, { limit: 1 })).items[0]?.createdAt,
  book_chain: async ({ chain }) => (await chain.unchained(1))[0]?.bookedAt,
}

/** Since when the oldest item of a stage waits. */
export function oldestOfStage(context: BillingContext, stores: Stores, stage: StageName): Promise<Instant | undefined> {
  return looks[stage](stores, context)
}
