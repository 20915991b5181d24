import {
  addLocalDays,
  aggregateUsage,
  count,
  cutWindows,
  divide,
  epochMsOf,
  floorInstant,
  latest,
  max,
  mergeUsageByWindow,
  parseInstant,
  parseUsageEvent,
  sum,
  timeWeighted,
  unique,
  windowsOf,
  type ClockUnit,
  type Exact,
  type Instant,
  type Interval,
  type Meter,
  type RoundingRule,
  type Usage,
  type Zone,
} from '@farthing/core'
import type { Answer, Topic, Vector } from '../vector.js'
import { ruleOf, type AskedRounding } from './rounding.js'

interface GivenEvent {
  readonly at: Instant
  readonly value?: string
  readonly id?: string
  readonly op?: 'add' | 'remove'
}

/** The fields of all kinds; a case has those of its own. Days are those of UTC. */
interface Given {
  readonly kind: string
  readonly period: Interval
  readonly events: readonly GivenEvent[]
  readonly include_history?: boolean
  readonly initial_value?: string
  readonly reference_days?: number
  readonly rounding?: AskedRounding
  readonly window?: ClockUnit
  readonly timezone?: Zone
}

export const aggregation: Topic = (vector) => {
  const given = normalized(vector.given as Vector['given'] & Given)
  const translate = kinds[given.kind]
  return translate === undefined ? { unsupported: `the aggregation ${given.kind} is not known` } : translate(given)
}

const event = 'case'
const anyNumber = { event, value: 'value', negative: 'allowed' } as const

const kinds: { readonly [kind: string]: ((given: Given) => Answer) | undefined } = {
  count: (given) => overPeriod(count({ event }), given),
  sum: (given) => overPeriod(sum(anyNumber), given),
  max: (given) => overPeriod(max(anyNumber), given),
  latest: (given) => overPeriod(latest(anyNumber), given),
  unique_count: (given) => level(unique({ event, value: 'id', operation: 'op' }), given),
  weighted_sum: (given) => {
    const meter = timeWeighted({ event, value: 'value', reports: 'change', per: 'period' })
    const { answered } = level(meter, given)
    const variation = quantityIn(sum(anyNumber), given, given.period)
    const closingLevel = quantityIn(sum(anyNumber), given, widened(given))
    return { answered: { ...answered, variation, closing_level: closingLevel, slices: slicesOf(meter, given) } }
  },
  prorated_sum: (given) => {
    const meter = timeWeighted({ event, value: 'value', reports: 'change', per: 'period', prorate: 'day' })
    return { answered: { ...level(meter, given).answered, count: quantityIn(count({ event }), given, widened(given)) } }
  },
  prorated_unique_count: (given) => level(unique({ event, value: 'id', operation: 'op', prorate: 'day' }), given),
  windowed_sum: ({ window = 'hour', timezone = 'UTC', ...given }) => {
    const windows = wholeWindows(window, given.period, timezone)
    const rows = usageIn({ ...sum(anyNumber), grid: 'minute' }, given, windows)
    return { answered: { rows: rows.map(({ from, to, quantity }) => ({ from, to, value: quantity })) } }
  },
}

/** Times as instants, and the level at the start as a change before it. */
function normalized(given: Given): Given {
  const period = { from: parseInstant(given.period.from), to: parseInstant(given.period.to) }
  const events = given.events.map((each) => ({ ...each, at: parseInstant(each.at) }))
  const known = given.include_history === true || given.kind === 'windowed_sum' ? events : events.filter(({ at }) => at >= period.from)
  const { initial_value: initial } = given
  const before = initial === undefined ? [] : [{ at: addLocalDays(period.from, { days: -1, zone: 'UTC' }), value: initial }]
  return { ...given, period, events: [...before, ...known] }
}

/** A quantity of events: with history, of all since the first one. */
function overPeriod(meter: Meter, given: Given): Answer {
  const window = given.include_history === true ? widened(given) : given.period
  return { answered: { value: quantityIn({ ...meter, ...roundingOf(given) }, given, window), count: quantityIn(count({ event }), given, window) } }
}

/** A quantity of the period alone, which starts with the level that history left. */
function level(meter: Meter, given: Given): { readonly answered: Readonly<Record<string, unknown>> } {
  const value = quantityIn({ ...meter, ...roundingOf(given) }, given, given.period)
  return { answered: { value, count: quantityIn(count({ event }), given, given.period) } }
}

function widened({ period, events }: Given): Interval {
  return { from: events.reduce((earliest, { at }) => (at < earliest ? at : earliest), period.from), to: period.to }
}

function quantityIn(meter: Meter, given: Given, window: Interval): Exact {
  return usageIn(meter, given, [window])[0]?.quantity ?? '0'
}

function usageIn(meter: Meter, given: Given, windows: readonly Interval[], reference = referenceOf(given)): readonly Usage[] {
  const events = given.events.map(({ at, value, id, op = 'add' }, index) =>
    parseUsageEvent({ id: String(index).padStart(6, '0'), source: 'case', type: event, subject: 'subject', time: at, data: { value: value ?? null, id: id ?? value ?? null, op } }))
  const [start, end] = [windows[0]?.from ?? given.period.from, windows.at(-1)?.to ?? given.period.to]
  const first = widened(given).from
  const subscription = { id: 'subscription', account: 'account', subjects: ['subject'], from: first < start ? first : start, to: end, cuts: windows.map(({ from }) => from) }
  const { buckets } = aggregateUsage(events, { meters: { meter }, subscriptions: [subscription] })
  return mergeUsageByWindow(buckets, windows, reference === undefined ? {} : { reference })
}

function referenceOf({ period, reference_days: days }: Given): Interval | undefined {
  return days === undefined ? undefined : { from: period.from, to: addLocalDays(period.from, { days, zone: 'UTC' }) }
}

/** The period in pieces of one level: the level is the mean over its own piece, the weighted one that over the whole period. */
function slicesOf(meter: Meter, given: Given): readonly unknown[] {
  const pieces = cutWindows([given.period], [...new Set(given.events.map(({ at }) => at))].sort())
  const found = (usage: readonly Usage[], piece: Interval) => usage.find(({ from }) => from === piece.from)?.quantity ?? '0'
  const levels = pieces.map((piece) => usageIn(meter, given, pieces, piece))
  const weighted = usageIn({ ...meter, ...roundingOf(given) }, given, pieces, given.period)
  return pieces.map((piece, index) => ({
    level: found(levels[index] ?? [], piece),
    seconds: divide(`${epochMsOf(piece.to) - epochMsOf(piece.from)}`, '1000'),
    weighted: found(weighted, piece),
  }))
}

function wholeWindows(unit: ClockUnit, { from, to }: Interval, zone: Zone): readonly Interval[] {
  const lastStart = floorInstant(to, unit, zone)
  const [last] = windowsOf(unit, { from: lastStart, to: addLocalDays(lastStart, { days: 2, zone }) }, zone)
  return windowsOf(unit, { from: floorInstant(from, unit, zone), to: lastStart === to ? to : (last?.to ?? to) }, zone)
}

function roundingOf({ rounding }: Given): { readonly rounding?: RoundingRule } {
  return rounding === undefined ? {} : { rounding: ruleOf(rounding) }
}
