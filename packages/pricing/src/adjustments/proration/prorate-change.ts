import { addAll, divide, fail, multiply, negate, parseInstant, type Exact, type Instant, type Interval } from '@farthing/core'
import { measureInterval } from './measure-interval.js'
import { proratedShare } from './prorated-share.js'
import { byTime, type ProrationBasis } from './proration-basis.js'

/** Something that a change ends, starts or does. */
export interface ChangeItem {
  /** What ends is credited for the rest of the period, what starts is charged for it; what happens once is charged whole. */
  readonly kind: 'credit' | 'charge' | 'one_time'
  /** Name of the item on its line, such as a component of a plan. */
  readonly key?: string
  /** Price of the whole period, or of `nominalDays`; not negative by custom, and never by rule. */
  readonly amount: Exact
  /** For an item on another cadence than the period: how many days its price is for, 365 for a yearly one. */
  readonly nominalDays?: number
}

/** A change in mid-period: an upgrade, a downgrade, another number of seats, a cancellation (credits only). */
export interface PeriodChange {
  /** In the period or at its end; the day of a change belongs to the new side. */
  readonly at: Instant
  readonly period: Interval
  readonly basis?: ProrationBasis
  readonly items: readonly ChangeItem[]
}

export interface ChangeLine extends ChangeItem {
  /** Of the price; `"1"` for what happens once. */
  readonly share: Exact
  /** Exact and signed: credits are negative. Named apart from the price that it is a share of. */
  readonly due: Exact
}

export interface ProratedChange {
  /** In the order of the items. */
  readonly lines: readonly ChangeLine[]
  /** Exact sum of the lines. A document that rounds its lines sums the rounded ones. */
  readonly net: Exact
}

/**
 * The credit and charge lines of a change at an instant of a period that was billed in advance: each for the time that is left.
 *
 * From 10 to 20 a month in the middle of a 30-day month: a credit of −5, a charge of 10, net 5. A change to the same price nets 0.
 *
 * @throws `proration.invalid` for an instant outside the period or a nominal length below a day, and what `proratedShare` throws
 */
export function prorateChange(change: PeriodChange): ProratedChange {
  const { period, basis = byTime } = change
  const at = parseInstant(change.at, { field: 'at' })
  const [from, to] = [parseInstant(period.from, { field: 'period.from' }), parseInstant(period.to, { field: 'period.to' })]
  if (at < from || at > to) {
    fail('proration.invalid', { field: 'at', because: `is ${at}, outside the period from ${from} to ${to}`, facts: { at, from, to } })
  }
  const lines = change.items.map((item, index) => changeLine(item, { rest: { from: at, to }, period, basis, field: `items[${index}]` }))
  return { lines, net: addAll(lines.map((line) => line.due)) }
}

interface Remainder {
  readonly rest: Interval
  readonly period: Interval
  readonly basis: ProrationBasis
  readonly field: string
}

function changeLine(item: ChangeItem, remainder: Remainder): ChangeLine {
  const share = item.kind === 'one_time' ? '1' : shareLeft(item, remainder)
  const amount = multiply(item.amount, share)
  return { ...item, share, due: item.kind === 'credit' ? negate(amount) : amount }
}

function shareLeft({ nominalDays }: ChangeItem, { rest, period, basis, field }: Remainder): Exact {
  if (nominalDays === undefined) return proratedShare({ part: rest, period, basis })
  if (!Number.isSafeInteger(nominalDays) || nominalDays < 1) {
    fail('proration.invalid', { field: `${field}.nominalDays`, because: `is ${String(nominalDays)} and not a whole number of days from 1` })
  }
  return divide(measureInterval(rest, basis), basis.by === 'time' ? multiply(`${nominalDays}`, microsecondsPerDay) : `${nominalDays}`)
}

const microsecondsPerDay = '86400000000'
