import fc from 'fast-check'
import { bucketAt, bucketStart, canonicalJson, epochMsOf, hashContent, instantOfEpochMs, type Decimal, type Dimensions, type Instant, type Interval, type UsageBucket } from '@farthing/core'
import { arbitraryDecimal } from '@farthing/core/testing'

/** A place inside an interval, before the interval is known: how many millionths of it have passed, and whether to go back to the quarter hour. */
export interface Moment {
  readonly millionths: number
  readonly onGrid: boolean
}

export function arbitraryMoment(): fc.Arbitrary<Moment> {
  return fc.record({ millionths: fc.nat({ max: 999_999 }), onGrid: fc.boolean() }, { noNullPrototype: true })
}

/** The instant of a moment; inside the interval. */
export function instantAt({ from, to }: Interval, { millionths, onGrid }: Moment): Instant {
  const fromMs = epochMsOf(from)
  const exact = instantOfEpochMs(fromMs + Math.floor((epochMsOf(to) - fromMs) * millionths * 1e-6))
  const at = onGrid ? bucketStart(exact) : exact
  return at < from ? from : at
}

/** What is read on one meter. */
export interface MeterReadings {
  readonly dimensions: fc.Arbitrary<Dimensions>
  readonly quantity: fc.Arbitrary<Decimal>
}

/** Usage before it has a bucket. */
export interface Reading {
  readonly at: Moment
  readonly meter: string
  readonly dimensions: Dimensions
  readonly quantity: Decimal
}

/** Up to twelve readings of the meters given. They shrink in number and quantity; when they were read stays, as it is seldom what matters. */
export function arbitraryReadings(meters: { readonly [meter: string]: MeterReadings }): fc.Arbitrary<readonly Reading[]> {
  const each = Object.entries(meters).map(([meter, { dimensions, quantity }]) => fc.record({ at: fc.noShrink(arbitraryMoment()), meter: fc.constant(meter), dimensions, quantity }, { noNullPrototype: true }))
  return each.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...each), { maxLength: 12 })
}

/** Meters with dimensions of which each has one of a few values or none; quantities from 0 up, of 15 digits. */
export function readingsOf(meters: { readonly [meter: string]: readonly string[] }): { readonly [meter: string]: MeterReadings } {
  const value = fc.constantFrom('large', 'small', null)
  const entries = Object.entries(meters).map(([meter, names]): readonly [string, MeterReadings] => {
    const dimensions = fc.record(Object.fromEntries(names.map((name) => [name, value])), { noNullPrototype: true })
    return [meter, { dimensions, quantity: arbitraryDecimal({ sign: 'not-negative', maxDigits: 15 }) }]
  })
  return Object.fromEntries(entries)
}

export interface UsageConstraints {
  /** Id of the subscription that used. */
  readonly subscription: string
  readonly within: Interval
  /** Meters, with the dimensions that each keeps apart: `tokens` by model and region, and `requests`, unless given. */
  readonly meters?: { readonly [meter: string]: readonly string[] }
}

/** The meters of plans and usage that are made without naming any. */
export const usualMeters: { readonly [meter: string]: readonly string[] } = { tokens: ['model', 'region'], requests: [] }

/** Usage of sum meters on the stored grid, up to twelve buckets in no order; none overlap within a group, and the first and last are cut at the interval. */
export function arbitraryUsage({ subscription, within, meters = usualMeters }: UsageConstraints): fc.Arbitrary<readonly UsageBucket[]> {
  return arbitraryReadings(readingsOf(meters)).map((readings) => bucketsOf(readings, within, subscription))
}

/** One bucket for each group and quarter hour; of two readings of one the later counts. */
export function bucketsOf(readings: readonly Reading[], billed: Interval, subscription: string): readonly UsageBucket[] {
  const buckets = new Map<string, UsageBucket>()
  for (const { at, meter, dimensions, quantity } of readings) {
    const bucket = bucketAt(instantAt(billed, at), [billed.from, billed.to])
    const key = canonicalJson([meter, dimensions, bucket.from])
    const evidence = hashContent('evidence/1', [key])
    buckets.set(key, { subscription, meter, dimensions, ...bucket, quantity, events: 1, evidence, aggregation: 'sum', state: quantity })
  }
  return [...buckets.values()]
}
