import { divide, fail, isZero, parseInstant, type Exact, type Interval } from '@farthing/core'
import { measureInterval } from './measure-interval.js'
import { byTime, type ProrationBasis } from './proration-basis.js'

/** A piece of a period, and how both are measured. */
export interface Proration {
  readonly part: Interval
  readonly period: Interval
  /** Elapsed time unless given. */
  readonly basis?: ProrationBasis
  /** What a period without length costs, such as one that ends on the day it starts; refused unless given. */
  readonly emptyPeriod?: 'refused' | 'whole' | 'nothing'
}

/**
 * How much of a period a part takes, as an exact fraction: `"17/31"` for 17 days of 31.
 *
 * What of the part lies outside the period takes nothing of it, so a share is never above `"1"`. Shares of the slices of a period sum
 * to `"1"`, whatever the cuts (law R-PRORATE), unless the basis includes last days.
 *
 * @throws `proration.invalid` for a period without length, and what `measureInterval` throws
 */
export function proratedShare({ part, period, basis = byTime, emptyPeriod = 'refused' }: Proration): Exact {
  const length = measureInterval(period, basis)
  if (isZero(length)) return shareOfNothing(period, emptyPeriod)
  const inside = overlapOf(canonical(part, 'part'), canonical(period, 'period'))
  return inside === undefined ? '0' : divide(measureInterval(inside, basis), length)
}

function shareOfNothing(period: Interval, rule: NonNullable<Proration['emptyPeriod']>): Exact {
  if (rule === 'whole') return '1'
  if (rule === 'nothing') return '0'
  return fail('proration.invalid', {
    field: 'period',
    because: `runs from ${period.from} to ${period.to}, which has no length`,
    facts: { from: period.from, to: period.to },
  })
}

function canonical({ from, to }: Interval, field: string): Interval {
  const interval = { from: parseInstant(from, { field: `${field}.from` }), to: parseInstant(to, { field: `${field}.to` }) }
  if (interval.to >= interval.from) return interval
  return fail('period.ends_before_start', { field, because: `runs from ${interval.from} to ${interval.to}`, facts: { ...interval } })
}

/** One that only touches has no length, which is a day where the last day is included. */
function overlapOf(part: Interval, period: Interval): Interval | undefined {
  const from = part.from > period.from ? part.from : period.from
  const to = part.to < period.to ? part.to : period.to
  return from <= to ? { from, to } : undefined
}
