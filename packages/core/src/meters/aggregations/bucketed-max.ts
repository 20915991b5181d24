import { largest } from '../../money/compare.js'
import type { Meter } from '../meter.js'
import { bucketedFamily, type BucketedDefinition } from './bucketed.js'

/** A meter of the greatest value in each bucket, added up: peak connections of each hour, over a month. */
export function bucketedMax<const E extends string, const D extends string = never>({ every, zone, ...definition }: BucketedDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'bucketed_max', settings: { every, ...(zone === undefined ? {} : { zone }) } } as Meter<E, D>
}

/** The sum of the greatest value of each bucket. */
export const bucketedMaxFamily = /* @__PURE__ */ bucketedFamily('bucketed_max', (a, b) => largest(a, b))
