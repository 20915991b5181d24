import { canonicalJson, fail, type Hash, type Interval } from '@farthing/core'
import { explainCorrectedLine, explainLine, usageOfLine, type ExplainedEvent, type ExplainedEvents, type ExplainedUsage, type InvoiceEvidence, type LineExplanation, type LineUsage } from '@farthing/ledger'
import type { PageRequest, SealedUsage, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { eventReader, type ReadEvent } from '../events/read-events.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { eventQuery } from '../usage/measure-usage.js'
import { compactionsWithin } from './compacted-usage.js'
import { loadEvidence, sealOfInvoice } from './load-evidence.js'

export interface ExplainRequest {
  /** Id of an issued invoice. */
  readonly invoice: Hash
  /** Id of one of its lines. */
  readonly line: Hash
  /** As it is due after this correction, counted from 1; as it was invoiced unless given. */
  readonly revision?: number
  /** Of the events: 100 of them unless asked, at most 1,000. */
  readonly page?: PageRequest
}

/**
 * The tree of a line: its steps and stages, its usage, the windows of that, and a page of the events behind it, by identity. Events are those inside
 * the cut of the invoice, or of the re-rating that is asked about, whatever came since. Windows are kept with a seal, so a line that was rated again shows them only where
 * it was sealed again.
 *
 * @throws `invoice.unknown`, `invoice.line_unknown`, `correction.unknown`, `storage.page_invalid`
 */
export function explainInvoiceLine(context: BillingContext, { invoice, line, revision, page = {} }: ExplainRequest): Promise<LineExplanation> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const { evidence, explained } = await explainedLine(stores, { invoice, line, revision })
    const usage = usageOfLine(evidence, explained.line)
    const seal = usage.length === 0 ? undefined : await sealOfInvoice(stores, evidence, explained.line.subscription)
    const events = await eventsBehind(context, stores, { evidence, explained, usage, page })
    return { ...explained, usage: explained.usage.map((each) => (seal === undefined ? each : { ...each, windows: windowsOf(each, seal) })), events }
  })
}

interface LineQuestion {
  readonly invoice: Hash
  readonly line: Hash
  readonly revision: number | undefined
}

/** A line, and the evidence that it was rated from: that of the invoice, or of the last re-rating up to a correction. */
async function explainedLine(stores: Stores, { invoice, line, revision }: LineQuestion): Promise<{ readonly evidence: InvoiceEvidence; readonly explained: LineExplanation }> {
  const original = await loadEvidence(stores, invoice)
  if (revision === undefined) return { evidence: original, explained: explainLine(original, line) }
  const corrections = (await stores.corrections.records(invoice)).flatMap(({ correction, ...look }) => (correction === undefined ? [] : [{ correction, ...look }]))
  const explained = explainCorrectedLine({ evidence: original, corrections }, revision, line)
  const last = corrections.slice(0, revision).findLast(({ evidence }) => evidence !== undefined)
  if (last?.evidence === undefined) return { evidence: original, explained }
  const { knownAt = original.invoice.knownAt } = last
  return { evidence: { format: original.format, invoice: { ...original.invoice, knownAt }, ...last.evidence }, explained }
}

function windowsOf({ meter, dimensions, from, to }: ExplainedUsage, { buckets }: SealedUsage): NonNullable<ExplainedUsage['windows']> {
  const group = canonicalJson([meter, dimensions])
  const own = buckets.filter((bucket) => bucket.events > 0 && canonicalJson([bucket.meter, bucket.dimensions]) === group && from <= bucket.from && bucket.to <= to)
  return own.map(({ from: start, to: end, quantity, events, evidence }) => ({ from: start, to: end, quantity, events, evidence }))
}

interface EventsQuestion {
  readonly evidence: InvoiceEvidence
  readonly explained: LineExplanation
  readonly usage: readonly LineUsage[]
  readonly page: PageRequest
}

async function eventsBehind(context: BillingContext, stores: Stores, { evidence, explained: { line }, usage, page }: EventsQuestion): Promise<ExplainedEvents> {
  const { limit = 100, cursor } = page
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) fail('storage.page_invalid', { field: 'limit', because: `is ${limit}`, facts: { limit } })
  if (cursor !== undefined && !/^[0-9a-f]{64}$/.test(cursor)) fail('storage.page_invalid', { field: 'cursor', because: 'is no cursor of this list', facts: { cursor: cursor.slice(0, 80) } })
  const subscription = usage.length === 0 ? undefined : await stores.subscriptions.get(line.subscription)
  if (subscription === undefined) return { items: [] }
  const [contract] = await loadContracts(context, stores, [subscription])
  const query = contract === undefined ? undefined : eventQuery(context, [{ contract, period: { from: line.from, to: line.to } }])
  if (query === undefined) return { items: [] }
  const compaction = await compactionOf(stores, subscription.account, line)
  if (compaction !== undefined) return { items: [], compaction }
  const read = eventReader(context, stores)
  const items: ExplainedEvent[] = []
  const types = [...new Set(usage.flatMap((each) => context.catalog.meters[each.usage.meter]?.event ?? []))]
  for await (const scanned of stores.events.scan({ ...query, types, cut: evidence.invoice.knownAt.cut, ...(cursor === undefined ? {} : { after: cursor }) })) {
    for (const event of await read(scanned)) items.push(...readingsOn(event, usage))
    if (new Set(items.map(({ identity }) => identity)).size > limit) break
  }
  return pageOf(items, limit)
}

/** The last compaction that took bodies behind a line. */
async function compactionOf(stores: Stores, account: string, line: Interval): Promise<Hash | undefined> {
  return (await compactionsWithin(stores, account, line)).at(-1)?.id
}

/** An event that two meters of a line read is there twice, and both on one page. */
function pageOf(items: readonly ExplainedEvent[], limit: number): ExplainedEvents {
  const identities = [...new Set(items.map(({ identity }) => identity))]
  const last = identities[limit - 1]
  if (identities.length <= limit || last === undefined) return { items }
  return { items: items.filter(({ identity }) => identity <= last), next: last }
}

function readingsOn({ record: { identity, event }, attributed }: ReadEvent, usage: readonly LineUsage[]): readonly ExplainedEvent[] {
  return attributed.flatMap(({ reading }): readonly ExplainedEvent[] => {
    if (reading.status !== 'metered') return []
    const group = canonicalJson([reading.subscription, reading.meter, reading.dimensions])
    const isOn = usage.some(({ usage: each }) => canonicalJson([each.subscription, each.meter, each.dimensions]) === group && each.from <= event.time && event.time < each.to)
    const { meter, value, dimensions } = reading
    return isOn ? [{ identity, source: event.source, id: event.id, revision: event.revision, time: event.time, meter, value, dimensions }] : []
  })
}
