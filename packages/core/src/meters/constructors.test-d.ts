import { describe, expectTypeOf, test } from 'vitest'
import { avg } from './aggregations/avg.js'
import { bucketedMax } from './aggregations/bucketed-max.js'
import { bucketedSum } from './aggregations/bucketed-sum.js'
import { count } from './aggregations/count.js'
import { duration } from './aggregations/duration.js'
import { first } from './aggregations/first.js'
import { latest } from './aggregations/latest.js'
import { max } from './aggregations/max.js'
import { min } from './aggregations/min.js'
import { percentile } from './aggregations/percentile.js'
import { sum } from './aggregations/sum.js'
import { timeWeighted } from './aggregations/time-weighted.js'
import { unique } from './aggregations/unique.js'
import type { Meter } from './meter.js'

describe('constructors', () => {
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

  test('every one keeps the event type and the dimension names', () => {
    const of = { event: 'x', value: 'n', by: ['model'] } as const
    expectTypeOf(min(of)).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(max(of)).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(avg(of)).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(first(of)).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(latest(of)).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(unique(of)).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(percentile({ ...of, percent: '95' })).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(bucketedMax({ ...of, every: 'hour' })).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(bucketedSum({ ...of, every: 'day', zone: 'Europe/Berlin' })).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(timeWeighted({ ...of, reports: 'level', per: 'period' })).toEqualTypeOf<Meter<'x', 'model'>>()
    expectTypeOf(duration({ event: 'x', allocation: 'a', phase: 'p', per: 'hour', by: ['project'], attributes: { project: 'project' } })).toEqualTypeOf<Meter<'x', 'project'>>()
  })

  test('take a path or an expression, and no attribute that there is none of', () => {
    expectTypeOf(sum({ event: 'x', expression: 'a * b' })).toEqualTypeOf<Meter<'x', never>>()
    // @ts-expect-error a value comes from one place
    sum({ event: 'x', value: 'a', expression: 'a * b' })
    // @ts-expect-error `team` is no attribute of an event
    count({ event: 'x', by: ['team'], attributes: { team: 'team' } })
    // @ts-expect-error a fortnight is no bucket
    bucketedMax({ event: 'x', value: 'n', every: 'fortnight' })
  })
})
