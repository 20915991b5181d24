import {
  add,
  aggregations as builtIn,
  canonicalJson,
  clipInterval,
  compareBytes,
  divide,
  fail,
  findAggregation,
  mergeUsage,
  multiply,
  parseInstant,
  type AggregationTable,
  type AnyAggregation,
  type Dimensions,
  type Exact,
  type Instant,
  type Interval,
  type Usage,
  type UsageBucket,
} from '@farthing/core'
import type { Carry } from '../../charges/pipeline/carry.js'
import type { RatingFacts, RatingOptions } from '../rate.js'
import { shareOfPeriod } from '../share-of-period.js'
import { contractSpans, spanned, type ContractSpan, type QuotedContract } from './contract-spans.js'
import { givenUsage, withGiven } from './given-usage.js'
import { projectUsage } from './project-usage.js'
import { quoteSubscription } from './quote-subscription.js'
import type { Quote } from './quote.js'

/**
 * How the end of a period follows from what is known before it.
 *
 * - `linear`: the rest of the period is used as the part before was. For meters whose usage adds up over time.
 * - `held`: the level of now stays. For meters of levels, such as seats.
 * - `unchanged`: what was measured stays. For all others, such as a maximum or a percentile, of which the trend says nothing, and for meters
 *   whose events are priced one by one.
 * - `measured`: the period is over.
 */
export type ProjectionMethod = 'linear' | 'held' | 'unchanged' | 'measured'

/** One meter and group of usage. */
export interface ProjectedFeature {
  readonly meter: string
  readonly dimensions: Dimensions
  /** So far. */
  readonly used: Exact
  /** By the end of the period. */
  readonly quantity: Exact
  readonly method: ProjectionMethod
}

export interface ProjectionQuestion {
  readonly contract: QuotedContract
  /** With the usage so far; no bucket crosses a change of terms. */
  readonly facts: RatingFacts
  /** `carryOut` of the period before; `{}` unless given. */
  readonly carryIn?: Carry
  /** A whole billing period. */
  readonly period: Interval
  /** Up to when usage is known. */
  readonly at: Instant
  /** By meter, instead of what its aggregation suggests. */
  readonly methods?: { readonly [meter: string]: 'linear' | 'unchanged' }
}

export interface Projection {
  readonly at: Instant
  /** By meter, then by the dimensions that some component prices apart, in byte order. */
  readonly features: readonly ProjectedFeature[]
  /** The whole period, at the projected usage. */
  readonly quote: Quote
}

/**
 * What a period will cost at its end, if usage goes on as it did: every meter and group projected by a method that is named, then the whole
 * period rated as `rate` does it.
 *
 * Exact: 75 units in 15 of 30 days make 150. Elapsed is what has passed of the part of the period in which the subscription runs. Where terms
 * change in the period, what is still to come falls to them by the time that they hold.
 *
 * @throws `rating.fact_missing` where nothing of the period has passed, so that there is no trend, and where the subscription does not run in it;
 *   what `quoteSubscription` throws
 */
export function projectPeriod(question: ProjectionQuestion, options: RatingOptions = {}): Projection {
  const { contract, facts, period, carryIn, methods = {} } = question
  const { aggregations = builtIn, digest } = options
  const at = parseInstant(question.at, { field: 'at' })
  const spans = contractSpans(contract, period, options)
  if (spans.length === 0) fail('rating.fact_missing', { field: 'period', because: `from ${period.from} to ${period.to} is one in which the subscription does not run` })
  const toldOneByOne = new Set([...(facts.ratedEvents ?? []), ...(facts.timeEntries ?? [])].map((record) => record.meter))
  const trend: Trend = { at, spans, billed: spanned(spans), period, methods, toldOneByOne, merging: { aggregations, ...(digest === undefined ? {} : { digest }) } }
  const meters = metersOf(facts.usage, spans).map((meter) => projectMeter(meter, trend))
  const usage = meters.flatMap((meter) => meter.usage)
  const asked = { contract, facts: { ...facts, usage }, over: trend.billed, ...(carryIn === undefined ? {} : { carryIn }) }
  const quote = quoteSubscription(asked, { ...options, aggregations: withGiven(aggregations) })
  return { at, features: meters.flatMap(({ features }) => features), quote }
}

interface Trend {
  readonly at: Instant
  readonly spans: readonly ContractSpan[]
  /** From the first to the last span. */
  readonly billed: Interval
  readonly period: Interval
  readonly methods: NonNullable<ProjectionQuestion['methods']>
  /** Meters whose events are given: nobody knows the amounts of those to come. */
  readonly toldOneByOne: ReadonlySet<unknown>
  readonly merging: { readonly aggregations: AggregationTable } & Pick<RatingOptions, 'digest'>
}

/** The usage of one meter, and what components price apart of it. */
interface MeterBuckets {
  readonly meter: string
  readonly by: readonly string[]
  readonly first: UsageBucket
  readonly buckets: readonly UsageBucket[]
}

function metersOf(usage: readonly UsageBucket[], spans: readonly ContractSpan[]): readonly MeterBuckets[] {
  const plans = spans.flatMap(({ contract: { planVersion, pieces = [] } }) => [planVersion.content.components, ...pieces.map((piece) => piece.components)])
  const components = plans.flatMap((each) => Object.values(each))
  const byMeter = new Map<string, UsageBucket[]>()
  for (const bucket of usage) {
    const own = byMeter.get(bucket.meter)
    if (own === undefined) byMeter.set(bucket.meter, [bucket])
    else own.push(bucket)
  }
  return [...byMeter]
    .sort(([a], [b]) => compareBytes(a, b))
    .flatMap(([meter, buckets]) => {
      const [first] = buckets
      const by = [...new Set(components.flatMap((component) => (component.meter === meter ? (component.by ?? []) : [])))]
      return first === undefined ? [] : [{ meter, by, first, buckets }]
    })
}

interface ProjectedMeter {
  readonly features: readonly ProjectedFeature[]
  /** What is rated. */
  readonly usage: readonly UsageBucket[]
}

function projectMeter(own: MeterBuckets, trend: Trend): ProjectedMeter {
  const { at, billed } = trend
  const method = methodOf(own.meter, findAggregation(own.first, trend.merging.aggregations), trend)
  const soFar = mergedOver({ from: billed.from, to: knownTo(own, trend) }, own, trend)
  const atEnd = method === 'held' ? mergedOver(billed, own, trend) : soFar
  const features = soFar.map(({ meter, dimensions, quantity: used }, index): ProjectedFeature => {
    const projected = projectUsage(used, { at, period: billed })
    const kept = atEnd[index]?.quantity ?? used
    if (projected.method === 'measured') return { meter, dimensions, used, quantity: kept, method: 'measured' }
    return { meter, dimensions, used, quantity: method === 'linear' ? projected.quantity : kept, method }
  })
  return { features, usage: method === 'linear' && at < billed.to ? trendUsage(own, features, trend) : own.buckets }
}

/** Measured usage, and what is still to come, by the spans in which it falls. */
function trendUsage(own: MeterBuckets, features: readonly ProjectedFeature[], trend: Trend): readonly UsageBucket[] {
  const { at, billed, spans } = trend
  return spans.flatMap(({ interval }) => {
    const known = clipInterval(interval, { to: knownTo(own, trend) })
    const measured = new Map((known === undefined ? [] : mergedOver(known, own, trend)).map(({ dimensions, quantity }) => [canonicalJson(dimensions), quantity]))
    const ahead = clipInterval(interval, { from: at })
    const share = ahead === undefined ? '0' : divide(shareOfPeriod(ahead, billed), shareOfPeriod({ from: billed.from, to: at }, billed))
    const quantities = features.map(({ meter, dimensions, used }) => {
      const before = measured.get(canonicalJson(dimensions)) ?? '0'
      return { meter, dimensions, quantity: add(before, multiply(used, share)) }
    })
    return givenUsage(quantities, own.first.subscription, interval)
  })
}

/** Usage may be known a little beyond the instant that was asked about: to the end of its last bucket. */
function knownTo({ buckets }: MeterBuckets, { at, billed }: Trend): Instant {
  const last = buckets.reduce((latest, { to }) => (to > latest ? to : latest), at)
  return last < billed.to ? last : billed.to
}

function mergedOver(window: Interval, { buckets, by }: MeterBuckets, { merging, period }: Trend): readonly Usage[] {
  return window.from < window.to ? mergeUsage(buckets, window, { ...merging, by, reference: period }) : []
}

/** Aggregations whose quantity of a time is the sum of those of its parts. */
const addsUp: readonly string[] = ['count', 'sum', 'bucketed_sum', 'bucketed_max']

function methodOf(meter: string, { name, close }: Pick<AnyAggregation, 'name' | 'close'>, { methods, toldOneByOne }: Trend): ProjectionMethod {
  if (toldOneByOne.has(meter)) return 'unchanged'
  const asked = Object.hasOwn(methods, meter) ? methods[meter] : undefined
  if (asked !== undefined) return asked
  if (close !== undefined) return 'held'
  return addsUp.includes(name) ? 'linear' : 'unchanged'
}
