import { canonicalJson } from '@farthing/core'
import type { SummaryFilter, UsageSummary } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules } from '../filters/scope-rules.js'
import { csvLine } from './csv-line.js'

const columns = ['account', 'subscription', 'plan', 'meter', 'dimensions', 'from', 'to', 'quantity', 'events', 'evidence', 'known_at'] as const

/** @throws `filter.invalid`, the `text.*`, `time.*` and `period.*` codes */
export function checkSummaryFilter(filter: SummaryFilter | undefined): SummaryFilter {
  return checkFilter(filter, { ...scopeRules, subscription: 'text', within: 'interval' })
}

/**
 * Stored summaries as CSV (RFC 4180), line by line: a header, then a line for each usage, ordered as summaries are. Quantities are exact texts, also
 * fractions such as `70/31`; dimensions are JSON. Reads a page of summaries at a time, each in a transaction of its own.
 */
export async function* usageCsv(context: BillingContext, filter: SummaryFilter): AsyncIterable<string> {
  const conditions = checkSummaryFilter(filter)
  yield csvLine(columns)
  let cursor: string | undefined
  do {
    const page = await context.storage.transaction(context.tenant, (stores) => stores.summaries.list(conditions, cursor === undefined ? {} : { cursor }))
    for (const summary of page.items) yield* linesOf(summary)
    cursor = page.next
  } while (cursor !== undefined)
}

function linesOf({ account, subscription, plan, knownAt, usage }: UsageSummary): readonly string[] {
  return usage.map(({ meter, dimensions, from, to, quantity, events, evidence }) =>
    csvLine([account, subscription, plan, meter, canonicalJson(dimensions), from, to, quantity, String(events), evidence, knownAt.at]),
  )
}
