import {
  addToTally,
  carryUsage,
  checkJson,
  clipInterval,
  coarsenUsage,
  compareBytes,
  effectiveEvents,
  fail,
  startTally,
  usageOf,
  type Interval,
  type MergeOptions,
  type Tally,
  type TallyDefinition,
  type UsageBucket,
  type UsageEvent,
} from '@farthing/core'
import type { RatingInput } from '@farthing/pricing'
import { firstDifference, type Difference } from '../invoices/first-difference.js'
import type { BundleMetering, EvidenceBundle, UsageBoundaries } from './evidence-bundle.js'

export type RecountOptions = Pick<MergeOptions, 'aggregations' | 'digest'>

/** What is counted again: the parts of a bundle that usage depends on beside events. */
export type RecountedBundle = Pick<EvidenceBundle, 'evidence' | 'boundaries' | 'metering'>

/**
 * Counts the usage of an invoice again from events, and says where it first differs from what was rated: a missing event, one too many, another
 * quantity. `undefined` where it is the same, byte for byte, roots over events included.
 *
 * @param events what was known to the invoice, in any order; of a meter with a level, since the first subscription began. Repeats and revisions are
 *   reduced to the effective ones. Holds all of them: for a file, feed `startRecount` as it is read
 * @throws `verify.bundle_malformed` for a bundle without `metering`; what a tally refuses
 */
export function recountUsage(bundle: RecountedBundle, events: Iterable<UsageEvent>, options: RecountOptions = {}): Difference | undefined {
  const tally = startRecount(bundle, options)
  for (const event of effectiveEvents(events, options.digest).effective) addToTally(tally, event)
  return recountDifference(bundle, tally, options)
}

/** A tally for the events of an invoice, by the meters and subscriptions of its bundle. Events come in the order of their identities, as a store scans them. */
export function startRecount(bundle: RecountedBundle, options: RecountOptions = {}): Tally {
  const { meters, candidates } = meteringOf(bundle)
  const cuts = new Map(bundle.boundaries.map((each) => [each.subscription, each.cuts]))
  const subscriptions = candidates.map((candidate): TallyDefinition['subscriptions'][number] => ({ ...candidate, cuts: cuts.get(candidate.id) ?? candidate.cuts ?? [] }))
  return startTally({ meters, subscriptions, ...options })
}

/** Where the usage of a tally first differs from what was rated; the path is that of the evidence. */
export function recountDifference({ evidence: { ratings, invoice }, boundaries }: RecountedBundle, tally: Tally, options: RecountOptions = {}): Difference | undefined {
  const { buckets } = usageOf(tally)
  const isOfPeriod = ({ period }: RatingInput) => period.from === invoice.from && period.to === invoice.to
  for (const [index, rating] of ratings.entries()) {
    // What is charged in advance was rated before its usage came.
    if (!isOfPeriod(rating)) continue
    const { id } = rating.contract.subscription
    const own = buckets.filter(({ subscription }) => subscription === id)
    const measured = measuredUsage(own, { period: rating.period, ...boundariesOf(boundaries, id) }, options)
    const isSplit = ratings.some((other) => other !== rating && isOfPeriod(other) && isSegmentOf(other, rating))
    const difference = firstDifference(checkJson(usageOfSegment(measured, rating, isSplit, options), 'usage'), checkJson(rating.facts.usage, 'usage'))
    if (difference !== undefined) return { ...difference, path: `ratings[${index}].facts.usage${difference.path}` }
  }
  return undefined
}

function meteringOf({ metering }: RecountedBundle): BundleMetering {
  return metering ?? fail('verify.bundle_malformed', { field: 'metering', because: 'is missing, and without meters and candidates no usage is counted' })
}

function boundariesOf(boundaries: readonly UsageBoundaries[], id: string): Pick<UsageBoundaries, 'cuts'> {
  const found = boundaries.find(({ subscription }) => subscription === id)
  return found ?? fail('verify.bundle_malformed', { field: 'boundaries', because: `says nothing of subscription ${JSON.stringify(id)}`, facts: { subscription: id } })
}

/** One bucket for each group of usage between two cuts, as rating was given it. */
function measuredUsage(buckets: readonly UsageBucket[], { period, cuts }: { readonly period: Interval } & Pick<UsageBoundaries, 'cuts'>, options: RecountOptions): readonly UsageBucket[] {
  const edges = cuts.toSorted(compareBytes)
  const [from, to] = [edges[0], edges.at(-1)]
  if (from === undefined || to === undefined || from === to) return []
  const carried = carryUsage(buckets, { from, to }, options)
  return edges.slice(1).flatMap((end, index) => coarsenUsage(carried, { from: edges[index] ?? from, to: end }, { ...options, reference: period }))
}

function isSegmentOf({ contract: a }: RatingInput, { contract: b }: RatingInput): boolean {
  return a.subscription.id === b.subscription.id && a.side === b.side
}

/** The usage of a segment stands on its own: levels that hold at its start are carried into it. */
function usageOfSegment(measured: readonly UsageBucket[], { contract: { subscription }, period }: RatingInput, isSplit: boolean, options: RecountOptions): readonly UsageBucket[] {
  const interval = clipInterval({ from: period.from, to: period.to }, { from: subscription.from, to: subscription.to })
  if (interval === undefined) return []
  if (isSplit) return carryUsage(measured, interval, options)
  return measured.filter(({ from, to }) => interval.from <= from && to <= interval.to)
}
