import { addAll, calendarGrid, compare, compareBytes, localDateOf, periodsIn, type Exact, type Instant, type LocalDate } from '@farthing/core'
import { rate, type RatingInput, type RatingOptions } from '../rate.js'

/**
 * The local date at whose end two ratings of one period first differ, fees counted from the first day on. Usage counts on the day on which its
 * bucket ends. Nothing where they never differ. Rates the period once per day, at most.
 */
export function divergenceDay(a: RatingInput, b: RatingInput, options: RatingOptions = {}): LocalDate | undefined {
  const { zone } = a.contract.subscription
  const days = periodsIn(calendarGrid('day', zone), { from: a.period.from, to: a.period.to })
  const day = days.find(({ to }) => compare(amountUntil(a, to, options), amountUntil(b, to, options)) !== 0)
  return day === undefined ? undefined : localDateOf(day.from, zone)
}

function amountUntil(input: RatingInput, until: Instant, options: RatingOptions = {}): Exact {
  const usage = input.facts.usage.filter(({ to }) => compareBytes(to, until) <= 0)
  return addAll(rate({ ...input, facts: { ...input.facts, usage } }, options).charges.map(({ amount }) => amount))
}
