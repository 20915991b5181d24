import fc from 'fast-check'
import { count } from '../meters/aggregations/count.js'
import { sum } from '../meters/aggregations/sum.js'
import type { Meter, MeterFilter } from '../meters/meter.js'

/** Meters over the data of `arbitraryData`: counts and sums, with and without groups and filters. */
export function arbitraryMeter(events: readonly string[] = ['llm.tokens', 'scan']): fc.Arbitrary<Meter> {
  const shared = {
    event: fc.constantFrom(...events),
    by: fc.subarray(['model', 'region', 'route.name']),
    filter: fc.array(arbitraryFilter(), { maxLength: 2 }),
  }
  const sums = fc.record({ ...shared, value: fc.constant('count'), negative: fc.constantFrom('refused' as const, 'allowed' as const) })
  return fc.oneof(fc.record(shared).map((definition) => count(definition)), sums.map((definition) => sum(definition)))
}

/** Valid conditions over the data of `arbitraryData`. */
export function arbitraryFilter(): fc.Arbitrary<MeterFilter> {
  const path = fc.constantFrom('model', 'region', 'count', 'route.name', '__proto__')
  const value = fc.constantFrom<string | boolean | number>('large', 'eu', '1', 1, 7, true)
  const leaf: fc.Arbitrary<MeterFilter> = fc.oneof(
    fc.record({ path, equals: value }),
    fc.record({ path, in: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    fc.record({ path, from: fc.constantFrom('0' as const, '-1000' as const) }),
    fc.record({ path, to: fc.constantFrom('5000000' as const, '0.5' as const) }),
  )
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ not: leaf }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(leaf, { minLength: 1, maxLength: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ all: fc.array(leaf, { minLength: 1, maxLength: 2 }) }) },
  )
}
