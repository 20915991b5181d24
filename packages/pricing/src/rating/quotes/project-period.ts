import {
  aggregations as builtIn,
  compareBytes,
  fail,
  findAggregation,
  mergeUsage,
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
import { billedInterval } from '../billed-interval.js'
import type { Contract } from '../contract.js'
import { rate, type RatingInput, type RatingOptions } from '../rate.js'
import { givenUsage, withGiven } from './given-usage.js'
import { projectUsage } from './project-usage.js'
import { quoteOf, type Quote } from './quote.js'

/**
 * How the end of a period follows from what is known before it.
 *
 * - `linear`: the rest of the period is used as the part before was. For meters whose usage adds up over time.
 * - `held`: the level of now stays. For meters of levels, such as seats.
 * - `unchanged`: what was measured stays. For all others, such as a maximum or a percentile, of which the trend says nothing.
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
  /** A period with its usage so far. */
  readonly input: RatingInput
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
 * Exact: 75 units in 15 of 30 days make 150. Elapsed is what has passed of the part of the period in which the subscription runs.
 *
 * @throws `rating.fact_missing` where nothing of the period has passed, so that there is no trend, and where the subscription does not run in it;
 *   what `rate` throws
 */
export function projectPeriod({ input, at, methods = {} }: ProjectionQuestion, options: RatingOptions = {}): Projection {
  const { contract, facts, period } = input
  const { aggregations = builtIn, digest } = options
  const billed = billedInterval(contract.subscription, period)
  if (billed === undefined) fail('rating.fact_missing', { field: 'period', because: `from ${period.from} to ${period.to} is one in which the subscription does not run` })
  const trend: Trend = { at: parseInstant(at, { field: 'at' }), billed, period, methods, merging: { aggregations, ...(digest === undefined ? {} : { digest }) } }
  const meters = metersOf(facts.usage, contract).map((meter) => projectMeter(meter, trend))
  const usage = meters.flatMap(({ features, kept }) => kept ?? givenUsage(features, contract.subscription.id, billed))
  const { charges } = rate({ ...input, facts: { ...facts, usage } }, { ...options, aggregations: withGiven(aggregations) })
  return { at: trend.at, features: meters.flatMap(({ features }) => features), quote: quoteOf(charges, contract.planVersion.content.currency) }
}

interface Trend {
  readonly at: Instant
  readonly billed: Interval
  readonly period: Interval
  readonly methods: NonNullable<ProjectionQuestion['methods']>
  readonly merging: { readonly aggregations: AggregationTable } & Pick<RatingOptions, 'digest'>
}

/** The usage of one meter, and what components price apart of it. */
interface MeterBuckets {
  readonly meter: string
  readonly by: readonly string[]
  readonly first: UsageBucket
  readonly buckets: readonly UsageBucket[]
}

function metersOf(usage: readonly UsageBucket[], { planVersion, pieces = [] }: Contract): readonly MeterBuckets[] {
  const components = [planVersion.content.components, ...pieces.map((piece) => piece.components)].flatMap((each) => Object.values(each))
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

/** Usage that adds up is given as its projected quantities; all other is kept, and rating merges it over the whole period. */
function projectMeter(own: MeterBuckets, trend: Trend): { readonly features: readonly ProjectedFeature[]; readonly kept?: readonly UsageBucket[] } {
  const { meter, first, buckets } = own
  const { at, billed } = trend
  const method = methodOf(meter, findAggregation(first, trend.merging.aggregations), trend)
  const soFar = buckets.reduce((latest, { to }) => (to > latest ? to : latest), at > billed.from ? at : billed.from)
  const used = mergedOver({ from: billed.from, to: soFar < billed.to ? soFar : billed.to }, own, trend)
  const atEnd = method === 'held' ? mergedOver(billed, own, trend) : used
  const features = used.map((usage, index): ProjectedFeature => {
    const projected = projectUsage(usage.quantity, { at, period: billed })
    const about = { meter, dimensions: usage.dimensions, used: usage.quantity }
    if (projected.method === 'measured') return { ...about, quantity: atEnd[index]?.quantity ?? usage.quantity, method: 'measured' }
    return { ...about, quantity: method === 'linear' ? projected.quantity : (atEnd[index]?.quantity ?? usage.quantity), method }
  })
  return method === 'linear' ? { features } : { features, kept: buckets }
}

function mergedOver(window: Interval, { buckets, by }: MeterBuckets, { merging, period }: Trend): readonly Usage[] {
  return window.from < window.to ? mergeUsage(buckets, window, { ...merging, by, reference: period }) : []
}

/** Aggregations whose quantity of a time is the sum of those of its parts. */
const addsUp: readonly string[] = ['count', 'sum', 'bucketed_sum', 'bucketed_max']

function methodOf(meter: string, { name, close }: Pick<AnyAggregation, 'name' | 'close'>, { methods }: Trend): ProjectionMethod {
  const asked = Object.hasOwn(methods, meter) ? methods[meter] : undefined
  if (asked !== undefined) return asked
  if (close !== undefined) return 'held'
  return addsUp.includes(name) ? 'linear' : 'unchanged'
}
