import { compareBytes } from '../../evidence/compare-bytes.js'
import { addAll } from '../../money/arithmetic.js'
import type { Decimal } from '../../money/decimal-type.js'
import { floorInstant } from '../../time/floor-instant.js'
import type { Instant } from '../../time/time-type.js'
import type { AggregationFamily, Aggregation } from '../aggregation.js'
import type { DecimalDefinition } from '../meter-definition.js'
import { checkSettingNames, oneOfSetting, zoneSetting } from '../settings.js'
import { mergeSorted } from './sorted-members.js'

/** How long a bucket is: one of the clock or of the calendar. */
export type BucketLength = 'minute' | 'quarter_hour' | 'hour' | 'day' | 'week' | 'month'

const lengths = ['minute', 'quarter_hour', 'hour', 'day', 'week', 'month'] as const satisfies readonly BucketLength[]

export type BucketedDefinition<E extends string, D extends string> = DecimalDefinition<E, D> & {
  readonly every: BucketLength
  /** Where days, weeks and months start; UTC unless given. */
  readonly zone?: string
}

type Bucket = readonly [start: Instant, value: Decimal]

/**
 * Values folded within each bucket of the clock, then added up over the buckets. Each bucket is a part of its own, so that a price can be
 * applied to each.
 *
 * A bucket that a period boundary cuts is one in each period. Holds a value for each bucket with events, at most 100,000.
 */
export function bucketedFamily(name: string, fold: (a: Decimal, b: Decimal) => Decimal): AggregationFamily {
  return {
    name,
    configure(settings, field) {
      checkSettingNames(settings, ['every', 'zone'], field)
      const every = oneOfSetting(settings, 'every', { of: lengths, field })
      const zone = zoneSetting(settings, 'zone', field)
      const merge = (a: readonly Bucket[], b: readonly Bucket[]) => mergeSorted<Bucket>(a, b, byStart, ([start, x], [, y]) => [start, fold(x, y)])
      return {
        name,
        reads: 'decimal',
        zero: [],
        add: (state, value, { time }) => merge(state, [[floorInstant(time, every, zone), value]]),
        merge,
        result: (state) => addAll(state.map(([, value]) => value)),
        detail: (state) => ({ parts: state.map(([start, value]) => ({ key: start, quantity: value })) }),
      } satisfies Aggregation<readonly Bucket[]>
    },
  }
}

function byStart([a]: Bucket, [b]: Bucket): number {
  return compareBytes(a, b)
}
