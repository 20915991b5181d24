import { describe, expectTypeOf, test } from 'vitest'
import { count } from './aggregations/count.js'
import { sum } from './aggregations/sum.js'
import type { Meter } from './meter.js'

describe('count and sum', () => {
  test('keep the event type and the dimension names', () => {
    expectTypeOf(sum({ event: 'llm.tokens', value: 'count', by: ['model', 'region'] })).toEqualTypeOf<Meter<'llm.tokens', 'model' | 'region'>>()
    expectTypeOf(count({ event: 'scan' })).toEqualTypeOf<Meter<'scan', never>>()
  })

  test('make meters that fit where any meter fits', () => {
    expectTypeOf(sum({ event: 'llm.tokens', value: 'count', by: ['model'] })).toExtend<Meter>()
    expectTypeOf(count({ event: 'scan' })).toExtend<Meter>()
  })

  test('refuse a value for count, a missing one for sum, and a path of no dimension', () => {
    // @ts-expect-error count reads no value
    count({ event: 'scan', value: 'n' })
    // @ts-expect-error sum reads a value
    sum({ event: 'scan' })
    // @ts-expect-error `modle` is not in `by`
    count({ event: 'scan', by: ['model'], paths: { modle: 'a.b' } })
  })
})
