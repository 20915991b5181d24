import type { Instant } from '@farthing/core'
import type { DisputeStatus } from '@farthing/ledger'
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
 * - `disputes`: what waits for an answer of the seller;
 * - `depletions`: decisions about prepaid credit that the host has not carried out;
 * - `notices`: notices to accounts that are due, or are to be sent again;
 * - `book_chain`: transactions that are committed and not in the chain.
 */
export const stageNames = ['watermarks', 'tax_filing', 'webhooks', 'deliveries', 'failed_deliveries', 'disputes', 'depletions', 'notices', 'book_chain'] as const

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
  disputes: async ({ payments }) => oldestOf(unanswered, async (status) => payments.list('dispute', { status }, { limit: 1 })),
  depletions: async ({ controls }) => oldestOf(['open', 'failed'], async (status) => controls.list('depletion', { status }, { limit: 1 })),
  notices: async ({ controls }) => oldestOf(['due', 'failed'], async (status) => controls.list('dunning_notice', { status }, { limit: 1 })),
  book_chain: async ({ chain }) => (await chain.unchained(1))[0]?.bookedAt,
}

const unanswered: readonly DisputeStatus[] = ['opened', 'needs_response', 'evidence_due']

/** One call at a time: a transaction has one connection. */
async function oldestOf(statuses: readonly string[], first: (status: string) => Promise<{ readonly items: readonly { readonly createdAt: Instant }[] }>): Promise<Instant | undefined> {
  const found: Instant[] = []
  for (const status of statuses) found.push(...(await first(status)).items.map(({ createdAt }) => createdAt))
  return found.sort()[0]
}

/** Since when the oldest item of a stage waits. */
export function oldestOfStage(context: BillingContext, stores: Stores, stage: StageName): Promise<Instant | undefined> {
  return looks[stage](stores, context)
}
