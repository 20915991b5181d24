import { add } from '../../money/arithmetic.js'
import type { Meter } from '../meter.js'
import { bucketedFamily, type BucketedDefinition } from './bucketed.js'

/** A meter of the sum in each bucket, kept as parts: for prices that apply to each bucket on its own. */
export function bucketedSum<const E extends string, const D extends string = never>({ every, zone, ...definition }: BucketedDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'bucketed_sum', settings: { every, ...(zone === undefined ? {} : { zone }) } } as Meter<E, D>
}

/** The sum of the values, with the sum of each bucket as a part. */
export const bucketedSumFamily = /* @__PURE__ */ bucketedFamily('bucketed_sum', (a, b) => add(a, b))
