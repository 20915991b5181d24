import { checkText, fail, isFarthingError } from '@farthing/core'
import type { EventSource, SourcePage } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { parseBatch } from './ingest.js'
import { ingestResult, type IngestCounts, type IngestResult, type RefusedEvent } from './ingest-result.js'
import { keepBatch } from './keep-batch.js'

export interface PullOptions {
  /** Most events of one page and transaction, from 1 to 1,000; 1,000 unless given. */
  readonly pageSize?: number
  /** Ends after this many pages, though there is more; at the end of the source unless given. */
  readonly maxPages?: number
}

/** A refusal with the offset of its page: reading again from there shows the event. */
export interface PulledRefusal extends RefusedEvent {
  /** Offset in front of the page; absent for the first page of the source. `index` counts within the page. */
  readonly after?: string
}

export interface PullResult {
  /** The sum over all pages: `received` is the sum of the others. */
  readonly counts: IngestCounts
  /** The first 1,000 conflicts and rejections. They are not read again; the counts and the census have all. */
  readonly refused: readonly PulledRefusal[]
  /** How many accepted events belong to a period that is sealed already. */
  readonly late: number
  /** Where the next pull starts. */
  readonly offset?: string
  /** Whether the source had no more when it was last read. */
  readonly done: boolean
}

const keptRefusals = 1_000
const none: IngestCounts = { received: 0, accepted: 0, duplicate: 0, conflict: 0, unattached: 0, rejected: 0 }

/**
 * Takes events in from a source, page by page, from the offset that is stored for it. Each page and the offset behind it are kept in one transaction:
 * after a crash anywhere the next pull goes on where the last page was kept, so that nothing is lost and nothing counts twice.
 *
 * Several may pull one source at once: of those who read one page, one keeps it and the others go on from there. Events are checked as `ingest` does,
 * the policy of their own source included; a bad event is refused and does not hold up the others.
 *
 * @throws `source.page_invalid`, `source.offset_unknown` and what the source throws; `storage.*`; `command.invalid` for the options
 */
export async function pull(context: BillingContext, source: EventSource, options: PullOptions = {}): Promise<PullResult> {
  const name = checkText(source.name, { field: 'source.name' })
  const pageSize = checkCount(options.pageSize ?? 1_000, 'pageSize', 1_000)
  const maxPages = checkCount(options.maxPages ?? Number.MAX_SAFE_INTEGER, 'maxPages', Number.MAX_SAFE_INTEGER)
  let result: PullResult = { counts: none, refused: [], late: 0, done: false }
  for (let pages = 0; pages < maxPages && !result.done; pages += 1) result = added(result, await pullPage(context, source, name, pageSize))
  return result
}

interface PulledPage {
  readonly after: string | undefined
  readonly page: SourcePage
  readonly ingested: IngestResult
}

/** Each conflict means that another reader has moved on meanwhile. */
const mostConflicts = 100

/** The source is read between transactions: it may be slow, or use the connection that a transaction would hold. */
async function pullPage(context: BillingContext, source: EventSource, name: string, limit: number): Promise<PulledPage> {
  for (let conflicts = 0; ; conflicts += 1) {
    const after = await context.storage.transaction(context.tenant, (stores) => stores.offsets.get(name))
    const page = checkPage(await source.read(after === undefined ? { limit } : { after, limit }), after, limit)
    try {
      return { after, page, ingested: await keepPage(context, name, after, page) }
    } catch (error) {
      if (conflicts === mostConflicts || !isFarthingError(error) || error.code !== 'storage.conflict') throw error
    }
  }
}

async function keepPage(context: BillingContext, name: string, after: string | undefined, page: SourcePage): Promise<IngestResult> {
  const parsed = parseBatch(context, page.events, {})
  return context.storage.transaction(context.tenant, async (stores) => {
    // First, so that a second reader of this page waits here and then learns that it is kept.
    if (page.next !== after) await stores.offsets.advance(name, after === undefined ? { to: page.next } : { from: after, to: page.next })
    return ingestResult(parsed.length === 0 ? [] : await keepBatch(context, stores, parsed, 0), {})
  })
}

/** A source is the host's code: one that does not keep to its contract must not make a pull endless or its transactions large. */
function checkPage(page: SourcePage, after: string | undefined, limit: number): SourcePage {
  const next = checkText(page.next, { field: 'source.page.next', maxLength: 1_024, empty: 'allowed' })
  if (!Array.isArray(page.events) || page.events.length > limit) {
    fail('source.page_invalid', { field: 'source.page.events', because: `are not a list of at most ${limit}`, facts: { limit } })
  }
  if (next === after && (page.events.length > 0 || !page.done)) {
    fail('source.page_invalid', { field: 'source.page.next', because: 'is the offset in front of the page', facts: { next } })
  }
  return page
}

function added(before: PullResult, { after, page, ingested }: PulledPage): PullResult {
  const { counts, refused, late } = ingested
  const told = refused.slice(0, keptRefusals - before.refused.length).map((refusal) => ({ ...refusal, ...(after === undefined ? {} : { after }) }))
  return {
    counts: {
      received: before.counts.received + counts.received,
      accepted: before.counts.accepted + counts.accepted,
      duplicate: before.counts.duplicate + counts.duplicate,
      conflict: before.counts.conflict + counts.conflict,
      unattached: before.counts.unattached + counts.unattached,
      rejected: before.counts.rejected + counts.rejected,
    },
    refused: [...before.refused, ...told],
    late: before.late + late.length,
    offset: page.next,
    done: page.done,
  }
}

function checkCount(count: number, field: string, most: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= most) return count
  return fail('command.invalid', { field, because: `is ${count} and not an integer from 1 to ${most}` })
}
