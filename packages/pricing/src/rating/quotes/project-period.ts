import {
  aggregations as builtIn,
  compareBytes,
  fail,
  findAggregation,
  mergeUsage,
  type Aggregation,
  type AggregationTable,
  type Dimensions,
  type Exact,
  type Instant,
  type Interval,
  type Usage,
  type UsageBucket,
} from '@farthing/core'
import { billedInterval } from '../billed-interval.js'
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
  /** By meter, then by dimensions, in byte order. */
  readonly features: readonly ProjectedFeature[]
  /** The whole period, at the projected usage. */
  readonly quote: Quote
}

/**
 * What a period will cost at its end, if usage goes on as it did: every meter and group projected by a method that is named, then the whole
 * period rated as `rate` does it.
 *
 * Exact: 75 units in 15 of 30 days make 150. Elapsed is what has passed of the part in which the subscription runs.
 *
 * @throws `rating.fact_missing` where nothing of the period has passed, so that there is no trend, and where the subscription does not run in it;
 *   what `rate` throws
 */
export function projectPeriod({ input, at, methods = {} }: ProjectionQuestion, options: RatingOptions = {}): Projection {
  const { contract, facts, period } = input
  const { aggregations = builtIn } = options
  const billed = billedInterval(contract.subscription, period)
  if (billed === undefined) fail('rating.fact_missing', { field: 'period', because: `from ${period.from} to ${period.to} is one in which the subscription does not run` })
  const features = featuresOf(facts.usage, { ...options, aggregations, billed, period, at, methods })
  const usage = givenUsage(features, contract.subscription.id, billed)
  const { charges } = rate({ ...input, facts: { ...facts, usage } }, { ...options, aggregations: withGiven(aggregations) })
  return { at, features, quote: quoteOf(charges, contract.planVersion.content.currency) }
}

interface Trend extends Pick<RatingOptions, 'digest'> {
  readonly aggregations: AggregationTable
  readonly billed: Interval
  readonly period: Interval
  readonly at: Instant
  readonly methods: NonNullable<ProjectionQuestion['methods']>
}

function featuresOf(buckets: readonly UsageBucket[], trend: Trend): readonly ProjectedFeature[] {
  const byMeter = Map.groupBy(buckets, ({ meter }) => meter)
  return [...byMeter]
    .sort(([a], [b]) => compareBytes(a, b))
    .flatMap(([meter, own]) => {
      const { billed, period, aggregations, digest } = trend
      const merged = mergeUsage(own, billed, { aggregations, reference: period, ...(digest === undefined ? {} : { digest }) })
      const [like] = own
      const method = like === undefined ? 'unchanged' : methodOf(meter, findAggregation(like, aggregations), trend)
      return merged.map((usage) => featureOf(usage, method, trend))
    })
}

/** Aggregations whose quantity of two intervals is the sum of those of each. */
const addUp = new Set(['count', 'sum', 'bucketed_sum', 'bucketed_max'])

function methodOf(meter: string, { name, close }: Pick<Aggregation, 'name' | 'close'>, { methods }: Trend): ProjectionMethod {
  const asked = Object.hasOwn(methods, meter) ? methods[meter] : undefined
  if (asked !== undefined) return asked
  if (close !== undefined) return 'held'
  return addUp.has(name) ? 'linear' : 'unchanged'
}

function featureOf({ meter, dimensions, quantity: used }: Usage, method: ProjectionMethod, { at, billed }: Trend): ProjectedFeature {
  const projected = projectUsage(used, { at, period: billed })
  if (projected.method === 'measured') return { meter, dimensions, used, ...projected }
  return { meter, dimensions, used, quantity: method === 'linear' ? projected.quantity : used, method }
}
