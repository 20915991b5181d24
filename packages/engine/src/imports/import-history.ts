import { canonicalJson, compareBytes, describeValue, fail, hashContent, parseDecimal, type Decimal, type Dimensions, type Hash, type Instant, type Interval, type Usage } from '@farthing/core'
import type { Stores, UsageSummary } from '@farthing/ports'
import type { Subscription } from '@farthing/pricing'
import { boundaryIn } from '../billing-period.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { importRows, type ImportResult, type ImportRows, type ReferencedRow } from './import-rows.js'
import { referenceOf, refuse, rowFields, textOf } from './row-fields.js'

interface HistoryRow extends ReferencedRow {
  readonly subscription: string
  readonly meter: string
  readonly from: string
  readonly to: string
  readonly quantity: Decimal
  readonly dimensions: Dimensions
}

const fields = ['reference', 'subscription', 'meter', 'from', 'to', 'quantity', 'dimensions']

/**
 * Imports usage that another system has billed: `reference`, `subscription`, `meter`, `from`, `to`, `quantity`, and optionally `dimensions` as an object, or as
 * JSON text. Rows of one subscription with the same bounds are one summary, which is imported as a whole and never replaced; that one of them is refused
 * refuses all.
 *
 * A summary lies before the time from which Farthing bills the subscription, so nothing can ever be billed from it.
 */
export function importHistory(context: BillingContext, input: ImportRows): Promise<ImportResult> {
  return importRows(context, input, {
    kind: 'imports.history',
    read: readRow,
    groupOf: (row) => periodNamed(context, row),
    perform: (target, rows, options) => importPeriod(target, { ...options, rows }),
  })
}

/** The period of a row, also of one that is refused for something else. */
function periodNamed({ digest }: BillingContext, input: unknown): Hash | undefined {
  const { subscription, from, to } = typeof input === 'object' && input !== null ? (input as { readonly [field: string]: unknown }) : {}
  return typeof subscription === 'string' && typeof from === 'string' && typeof to === 'string' ? hashContent('imported-period/1', [subscription, from, to], digest) : undefined
}

function readRow(input: unknown): HistoryRow {
  const row = rowFields(input, fields)
  return {
    reference: referenceOf(row),
    subscription: textOf(row, 'subscription'),
    meter: textOf(row, 'meter'),
    from: textOf(row, 'from'),
    to: textOf(row, 'to'),
    quantity: parseDecimal(textOf(row, 'quantity'), 'quantity'),
    dimensions: dimensionsOf(row['dimensions']),
  }
}

function dimensionsOf(given: unknown): Dimensions {
  if (given === undefined) return {}
  const read = typeof given === 'string' ? parsed(given) : given
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return refuse('dimensions', `are ${describeValue(given)}, and not an object`)
  for (const [name, value] of Object.entries(read)) {
    if (value !== null && typeof value !== 'string') refuse(`dimensions.${name}`, `is ${describeValue(value)}, and neither text nor null`)
  }
  return read as Dimensions
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    return refuse('dimensions', `are ${describeValue(text)}, which is not JSON`, error)
  }
}

interface ImportedPeriod extends CommandOptions {
  readonly rows: readonly HistoryRow[]
}

/** `from` and `to` are those of every row. */
function importPeriod(context: BillingContext, input: ImportedPeriod): Promise<UsageSummary> {
  return runCommand(context, {
    kind: 'imports.history',
    input,
    perform: async (stores, at) => {
      const [first] = input.rows
      if (first === undefined) return refuse('rows', 'are none')
      const subscription = await stores.subscriptions.get(first.subscription)
      if (subscription === undefined) return fail('subscription.unknown', { field: 'subscription', because: `is ${JSON.stringify(first.subscription)}`, facts: { subscription: first.subscription } })
      const period = await periodBefore(stores, subscription, first)
      const { id, account, plan } = subscription
      await stores.summaries.put({ subscription: id, account, plan, ...period, origin: 'imported', knownAt: { cut: 'imported', at }, usage: usageOf(context, id, period, input.rows), refused: [] })
      return JSON.stringify([id, period.from, period.to])
    },
    recall: (stores, reference) => {
      const [id, from, to] = JSON.parse(reference) as readonly [string, Instant, Instant]
      return stores.summaries.get(id, { from, to })
    },
  })
}

/** Instants; none that Farthing bills, and none that was imported before. */
async function periodBefore(stores: Stores, { id, zone, from: starts }: Subscription, row: HistoryRow): Promise<Interval> {
  const period = { from: boundaryIn(row.from, zone, 'from'), to: boundaryIn(row.to, zone, 'to') }
  if (period.from >= period.to) fail('period.ends_before_start', { field: 'to', because: `is ${period.to}, not after ${period.from}` })
  if (period.to > starts) refuse('to', `is ${period.to}, and ${id} is billed here from ${starts}`)
  const [overlapping] = (await stores.summaries.list({ subscription: id, within: period }, { limit: 1 })).items
  if (overlapping !== undefined) refuse('from', `is ${period.from}, and the usage of ${id} from ${overlapping.from} to ${overlapping.to} is imported already`)
  return period
}

function usageOf({ catalog, digest }: BillingContext, subscription: string, period: Interval, rows: readonly HistoryRow[]): readonly Usage[] {
  const usage = new Map<string, Usage>()
  for (const { reference, meter, quantity, dimensions: given } of rows) {
    const by = (Object.hasOwn(catalog.meters, meter) ? catalog.meters[meter] : undefined)?.by
    if (!Object.hasOwn(catalog.meters, meter)) fail('meter.unknown', { field: 'meter', because: `is ${JSON.stringify(meter)}`, facts: { meter } })
    for (const name of Object.keys(given)) if (by?.includes(name) !== true) refuse(`dimensions.${name}`, `is none that ${meter} is counted by`)
    const dimensions = Object.fromEntries((by ?? []).map((name) => [name, given[name] ?? null]))
    const key = canonicalJson([meter, dimensions])
    if (usage.has(key)) refuse('meter', `is ${meter}, and another row has its usage of the same period and dimensions`)
    const evidence = hashContent('imported-usage/1', [reference, subscription, meter, dimensions, period.from, period.to, quantity], digest)
    usage.set(key, { subscription, meter, dimensions, ...period, quantity, events: 0, evidence })
  }
  return [...usage].sort(([a], [b]) => compareBytes(a, b)).map(([, each]) => each)
}
