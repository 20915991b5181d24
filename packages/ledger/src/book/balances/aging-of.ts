import { calendarDaysBetween, compareBytes, fail, parseLocalDate, type CurrencyCode, type Instant, type LocalDate } from '@farthing/core'
import { addMinor, signOfMinor } from '../minor-amount.js'
import type { OpenItem } from './open-items.js'

export interface AgingScope {
  /** Open items of receivables. */
  readonly items: readonly OpenItem[]
  /** Last day on which an item is not overdue; one without is not due. */
  readonly dueDates: ReadonlyMap<string, LocalDate>
  readonly asOf: LocalDate
  /** Last day overdue of each bucket but the open last one: strictly increasing, from 1. 30, 60 and 90 unless given. */
  readonly bounds?: readonly number[]
}

/** Receivables of one currency by how long they are overdue, in minor units. `totalMinor` is the sum of all others. */
export interface Aging {
  readonly currency: CurrencyCode
  /** Due on `asOf` or later. */
  readonly notDueMinor: string
  /** One for each bound, and one for all that is older. */
  readonly overdue: readonly AgingBucket[]
  /** Items that the account has to its credit; not positive. */
  readonly creditMinor: string
  readonly totalMinor: string
}

export interface AgingBucket {
  /** First day overdue, included. */
  readonly fromDay: number
  /** Last day overdue, included; absent in the last bucket. */
  readonly toDay?: number
  readonly amountMinor: string
}

/**
 * How old receivables are on a day, per currency, by currency code. The due day itself is not overdue; the day after is the first.
 *
 * @throws `ledger.aging_invalid` for bounds that do not increase; `time.*`
 */
export function agingOf({ items, dueDates, asOf, bounds = [30, 60, 90] }: AgingScope): readonly Aging[] {
  checkBounds(bounds)
  const today = midnightOf(asOf, 'asOf')
  const byCurrency = new Map<CurrencyCode, AgedAmount[]>()
  for (const { item, currency, amountMinor } of items) {
    const due = item === undefined ? undefined : dueDates.get(item)
    const aged = { days: due === undefined ? 0 : calendarDaysBetween(midnightOf(due, 'dueDates'), today, 'UTC'), amountMinor }
    const owed = byCurrency.get(currency)
    if (owed === undefined) byCurrency.set(currency, [aged])
    else owed.push(aged)
  }
  return [...byCurrency].sort(([a], [b]) => compareBytes(a, b)).map(([currency, owed]) => agingIn(currency, owed, bounds))
}

interface AgedAmount {
  readonly days: number
  readonly amountMinor: string
}

function agingIn(currency: CurrencyCode, owed: readonly AgedAmount[], bounds: readonly number[]): Aging {
  const sums = { notDue: '0', credit: '0', total: '0' }
  const overdue = [...bounds, undefined].map((toDay, index) => ({ fromDay: (bounds[index - 1] ?? 0) + 1, ...(toDay !== undefined && { toDay }), amountMinor: '0' }))
  for (const { days, amountMinor } of owed) {
    sums.total = addMinor(sums.total, amountMinor)
    const bucket = overdue.find(({ fromDay, toDay }) => days >= fromDay && (toDay === undefined || days <= toDay))
    if (signOfMinor(amountMinor) < 0) sums.credit = addMinor(sums.credit, amountMinor)
    else if (bucket === undefined) sums.notDue = addMinor(sums.notDue, amountMinor)
    else bucket.amountMinor = addMinor(bucket.amountMinor, amountMinor)
  }
  return { currency, notDueMinor: sums.notDue, overdue, creditMinor: sums.credit, totalMinor: sums.total }
}

function midnightOf(date: LocalDate, field: string): Instant {
  return `${parseLocalDate(date, field)}T00:00:00.000000Z`
}

const maxBounds = 12

function checkBounds(bounds: readonly number[]): void {
  const valid = bounds.every((bound, index) => Number.isSafeInteger(bound) && bound > (bounds[index - 1] ?? 0))
  if (valid && bounds.length <= maxBounds) return
  fail('ledger.aging_invalid', { field: 'bounds', because: `are ${bounds.join(', ')}` })
}
