import { addAll, calendarGrid, compare, compareBytes, localDateOf, periodsIn, type Exact, type Instant, type Interval, type JsonObject, type LocalDate } from '@farthing/core'
import { rate, type RatingFacts, type RatingInput, type RatingOptions } from '../rate.js'

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

function amountUntil(input: RatingInput, until: Instant, options: RatingOptions): Exact {
  return addAll(rate({ ...input, facts: factsUntil(input.facts, until) }, options).charges.map(({ amount }) => amount))
}

/** Usage up to a day, with the events that stand behind it. */
function factsUntil(facts: RatingFacts, until: Instant): RatingFacts {
  const usage = facts.usage.filter(({ to }) => compareBytes(to, until) <= 0)
  const times = new Map<unknown, Interval[]>()
  for (const bucket of usage) times.set(bucket.meter, [...(times.get(bucket.meter) ?? []), bucket])
  const isKept = ({ meter, occurredAt }: JsonObject): boolean =>
    typeof occurredAt === 'string' && times.get(meter)?.some(({ from, to }) => from <= occurredAt && occurredAt < to) === true
  const { ratedEvents, timeEntries } = facts
  return {
    ...facts,
    usage,
    ...(ratedEvents === undefined ? {} : { ratedEvents: ratedEvents.filter(isKept) }),
    ...(timeEntries === undefined ? {} : { timeEntries: timeEntries.filter(isKept) }),
  }
}
