import { fail } from '../errors/failure.js'
import { canonicalJson } from '../evidence/canonical-json.js'
import { compareBytes } from '../evidence/compare-bytes.js'
import { sha256, type Digest } from '../evidence/digest.js'
import { merkleHasher, type MerkleHasher } from '../evidence/merkle.js'
import type { AggregationTable, AnyAggregation } from '../meters/aggregation.js'
import { aggregations as builtIn } from '../meters/aggregations.js'
import { findAggregation } from '../meters/find-aggregation.js'
import type { Dimensions } from '../meters/meter.js'
import { convertQuantity } from '../meters/quantity-of.js'
import { addAll } from '../money/arithmetic.js'
import type { Interval } from '../time/time-type.js'
import { noEvidence } from './bucket-evidence.js'
import { grouped } from './grouped.js'
import { mergedEvidence } from './merged-evidence.js'
import { spansOf, type Span } from './spans-of.js'
import type { Usage, UsageBucket } from './usage-type.js'

export interface MergeOptions {
  /** Dimensions to keep apart; usage is merged over the others. All unless given. */
  readonly by?: readonly string[]
  /** The whole period of which a meter per period measures a share; each window itself unless given. */
  readonly reference?: Interval
  /** The built-in ones unless given. */
  readonly aggregations?: AggregationTable
  readonly digest?: Digest
}

/**
 * Merges buckets into one window: the usage of each (subscription, meter, dimensions) with at least one event in it, or a level that holds.
 *
 * The same quantity as aggregating the events directly, in any order of buckets. Buckets outside the window are left out, except that a level
 * comes from those before it. Over dimensions that are not kept apart states merge, and the quantities of levels add up. The evidence is
 * the Merkle root over the roots of the buckets, in the order of start and dimensions, so it depends on the buckets and not on windows between.
 *
 * @throws `window.invalid` when a bucket crosses a boundary of the window, `meter.invalid` for an unknown aggregation or dimension,
 *   `meter.state_too_large`
 */
export function mergeUsage(buckets: readonly UsageBucket[], window: Interval, options: MergeOptions = {}): readonly Usage[] {
  return mergeUsageByWindow(buckets, [window], options)
}

/**
 * Merges buckets into each of several windows, in increasing order and without overlap, such as `windowsOf` and `periodsIn` give.
 *
 * Ordered by subscription, meter, dimensions and start. `O(n log n)` whatever the number of windows; a level costs its windows besides.
 *
 * @throws as {@link mergeUsage}
 */
export function mergeUsageByWindow(buckets: readonly UsageBucket[], windows: readonly Interval[], options: MergeOptions = {}): readonly Usage[] {
  checkWindows(windows)
  const groups = grouped(buckets, (bucket) => canonicalJson([bucket.subscription, bucket.meter, keptDimensions(bucket, options.by)]))
  const { aggregations = builtIn, digest = sha256, reference } = options
  const context: MergeContext = { windows, aggregations, hasher: merkleHasher(digest), ...(reference === undefined ? {} : { reference }) }
  return [...groups]
    .sort(([a], [b]) => compareBytes(a, b))
    .flatMap(([, [first, ...others]]) => (first === undefined ? [] : mergeGroup({ first, dimensions: keptDimensions(first, options.by), buckets: [first, ...others] }, context)))
}

interface Group {
  readonly first: UsageBucket
  readonly dimensions: Dimensions
  readonly buckets: readonly UsageBucket[]
}

interface MergeContext {
  readonly windows: readonly Interval[]
  readonly aggregations: AggregationTable
  readonly hasher: MerkleHasher
  readonly reference?: Interval
}

function checkWindows(windows: readonly Interval[]): void {
  windows.forEach(({ from, to }, index) => {
    const before = windows[index - 1]
    if (from >= to || (before !== undefined && from < before.to)) {
      fail('window.invalid', { field: `windows[${index}]`, because: `runs from ${from} to ${to}, which is empty or overlaps the one before` })
    }
  })
}

function keptDimensions({ meter, dimensions }: UsageBucket, by: readonly string[] | undefined): Dimensions {
  if (by === undefined) return dimensions
  return Object.fromEntries(by.map((name) => {
    if (!Object.hasOwn(dimensions, name)) fail('meter.invalid', { field: 'by', because: `names ${JSON.stringify(name)}, which meter ${JSON.stringify(meter)} does not keep apart` })
    return [name, dimensions[name] ?? null]
  }))
}

function mergeGroup(group: Group, context: MergeContext): readonly Usage[] {
  const aggregation = findAggregation(group.first, context.aggregations)
  const byWindow = grouped(spansOf(aggregation, group.buckets, context.windows), ({ window }) => window)
  return context.windows.flatMap((window) => {
    const spans = byWindow.get(window)
    return spans === undefined ? [] : [merged(group, { aggregation, window, spans, context })]
  })
}

interface MergedWindow {
  readonly aggregation: AnyAggregation
  readonly window: Interval
  readonly spans: readonly Span[]
  readonly context: MergeContext
}

function merged({ first, dimensions }: Group, { aggregation, window, spans, context }: MergedWindow): Usage {
  const about = ({ opening }: Span) => ({ opening, reference: context.reference ?? window })
  const details = spans.map((span) => aggregation.detail?.(span.state, window, about(span)) ?? {})
  const parts = details.flatMap((detail) => detail.parts ?? [])
  const anomalies = details.flatMap((detail) => detail.anomalies ?? [])
  return {
    subscription: first.subscription,
    meter: first.meter,
    dimensions,
    from: window.from,
    to: window.to,
    quantity: convertQuantity(first, addAll(spans.map((span) => aggregation.result(span.state, window, about(span))))),
    events: spans.reduce((events, span) => span.buckets.reduce((sum, bucket) => sum + bucket.events, events), 0),
    evidence: first.evidence === noEvidence ? noEvidence : mergedEvidence(spans.flatMap((span) => span.buckets), context.hasher),
    ...(parts.length === 0 ? {} : { parts: parts.map((part) => ({ ...part, quantity: convertPart(first, part.quantity) })) }),
    ...(anomalies.length === 0 ? {} : { anomalies }),
  }
}

/** Parts are exact: only the whole is rounded, so that they still add up to what was rounded. */
function convertPart({ factor }: UsageBucket, quantity: Usage['quantity']): Usage['quantity'] {
  return convertQuantity(factor === undefined ? {} : { factor }, quantity)
}
