import { fail } from '../errors/failure.js'
import { canonicalJson } from '../evidence/canonical-json.js'
import { compareBytes } from '../evidence/compare-bytes.js'
import { sha256, type Digest } from '../evidence/digest.js'
import { fromHex } from '../evidence/from-hex.js'
import { merkleAppend, merkleHasher, merkleRoot, startMerkle, type MerkleHasher } from '../evidence/merkle.js'
import type { Aggregation, AggregationTable } from '../meters/aggregation.js'
import { aggregations as builtIn } from '../meters/aggregations.js'
import type { Dimensions } from '../meters/meter.js'
import type { Instant, Interval } from '../time/time-type.js'
import type { Usage, UsageBucket } from './usage-type.js'

export interface MergeOptions {
  /** Dimensions to keep apart; usage is merged over the others. All unless given. */
  readonly by?: readonly string[]
  /** The built-in ones unless given. */
  readonly aggregations?: AggregationTable
  readonly digest?: Digest
}

/**
 * Merges buckets into one window: the usage of each (subscription, meter, dimensions) with at least one event in it.
 *
 * The same quantity as aggregating the events directly, in any order of buckets. Buckets outside the window are left out. The evidence is
 * the Merkle root over the roots of the buckets, in the order of start and dimensions, so it depends on the buckets and not on windows between.
 *
 * @throws `window.invalid` when a bucket crosses a boundary of the window, `meter.invalid` for an unknown aggregation or dimension.
 */
export function mergeUsage(buckets: readonly UsageBucket[], window: Interval, options: MergeOptions = {}): readonly Usage[] {
  return mergeUsageByWindow(buckets, [window], options)
}

/**
 * Merges buckets into each of several windows, in increasing order and without overlap, such as `windowsOf` and `periodsIn` give.
 *
 * Ordered by subscription, meter, dimensions and start. `O(n log n)` whatever the number of windows.
 *
 * @throws as {@link mergeUsage}
 */
export function mergeUsageByWindow(buckets: readonly UsageBucket[], windows: readonly Interval[], options: MergeOptions = {}): readonly Usage[] {
  checkWindows(windows)
  const groups = new Map<string, Group>()
  for (const bucket of buckets) {
    const window = windowOf(bucket, windows)
    if (window === undefined) continue
    const dimensions = keptDimensions(bucket, options.by)
    const key = canonicalJson([bucket.subscription, bucket.meter, dimensions, window.from])
    const group = groups.get(key) ?? { key, window, dimensions, parts: [] }
    group.parts.push({ bucket, key: canonicalJson([bucket.from, bucket.dimensions]) })
    groups.set(key, group)
  }
  const { aggregations = builtIn, digest = sha256 } = options
  const hasher = merkleHasher(digest)
  return [...groups.values()].sort((a, b) => compareBytes(a.key, b.key)).map((group) => merged(group, aggregations, hasher))
}

interface Group {
  readonly key: string
  readonly window: Interval
  readonly dimensions: Dimensions
  readonly parts: { readonly bucket: UsageBucket; readonly key: string }[]
}

function checkWindows(windows: readonly Interval[]): void {
  windows.forEach(({ from, to }, index) => {
    const before = windows[index - 1]
    if (from >= to || (before !== undefined && from < before.to)) {
      fail('window.invalid', { field: `windows[${index}]`, because: `runs from ${from} to ${to}, which is empty or overlaps the one before` })
    }
  })
}

/** The window that holds a bucket; none when it lies outside all. */
function windowOf(bucket: Interval, windows: readonly Interval[]): Interval | undefined {
  const window = windows[firstEndingAfter(windows, bucket.from)]
  if (window === undefined || bucket.to <= window.from) return undefined
  if (window.from <= bucket.from && bucket.to <= window.to) return window
  return fail('window.invalid', {
    field: 'buckets',
    because: `holds one from ${bucket.from} to ${bucket.to}, which crosses the window from ${window.from} to ${window.to}`,
    facts: { from: bucket.from, to: bucket.to },
  })
}

function firstEndingAfter(windows: readonly Interval[], at: Instant): number {
  let low = 0
  let high = windows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((windows[middle]?.to ?? at) > at) high = middle
    else low = middle + 1
  }
  return low
}

function keptDimensions({ meter, dimensions }: UsageBucket, by: readonly string[] | undefined): Dimensions {
  if (by === undefined) return dimensions
  return Object.fromEntries(by.map((name) => {
    if (!Object.hasOwn(dimensions, name)) fail('meter.invalid', { field: 'by', because: `names ${JSON.stringify(name)}, which meter ${JSON.stringify(meter)} does not keep apart` })
    return [name, dimensions[name] ?? null]
  }))
}

function merged({ window, dimensions, parts }: Group, aggregations: AggregationTable, hasher: MerkleHasher): Usage {
  const ordered = parts.toSorted((a, b) => compareBytes(a.key, b.key)).map(({ bucket }) => bucket)
  const [first] = ordered
  if (first === undefined) return fail('window.invalid', { field: 'buckets', because: 'is empty' })
  const aggregation = aggregationOf(first, aggregations)
  const evidence = startMerkle()
  for (const bucket of ordered) merkleAppend(evidence, hasher.leaf(fromHex(bucket.evidence)), hasher)
  const state = ordered.reduce((whole, bucket) => aggregation.merge(whole, bucket.state), aggregation.zero)
  return {
    subscription: first.subscription,
    meter: first.meter,
    dimensions,
    from: window.from,
    to: window.to,
    quantity: aggregation.result(state, window),
    events: ordered.reduce((events, bucket) => events + bucket.events, 0),
    evidence: merkleRoot(evidence, hasher),
  }
}

function aggregationOf({ aggregation: name }: UsageBucket, aggregations: AggregationTable): Aggregation {
  const aggregation = Object.hasOwn(aggregations, name) ? aggregations[name] : undefined
  return aggregation ?? fail('meter.invalid', { field: 'aggregation', because: `is ${JSON.stringify(name)}, which is not in the table` })
}
