import { fail } from '../errors/failure.js'
import { shown } from './time-text.js'
import type { Cadence, PeriodUnit } from './time-type.js'

const greatestCount = 1_000

/** How a unit steps: by days, or by calendar months with the day clamped. */
const unitSteps: { readonly [unit in PeriodUnit]: { readonly days: number; readonly months: number } } = {
  day: { days: 1, months: 0 },
  week: { days: 7, months: 0 },
  month: { days: 0, months: 1 },
  quarter: { days: 0, months: 3 },
  half_year: { days: 0, months: 6 },
  year: { days: 0, months: 12 },
}

/**
 * A cadence from its short form: `month` is every one month.
 *
 * @throws `period.invalid` for an unknown unit or a count that is not a whole number from 1 to 1,000.
 */
export function cadence(every: PeriodUnit | Cadence, field = 'every'): Cadence {
  const { unit, count } = typeof every === 'string' ? { unit: every, count: 1 } : fieldsOf(every)
  if (unit === undefined || !Object.hasOwn(unitSteps, unit)) {
    fail('period.invalid', { field: `${field}.unit`, because: `is "${shown(unit)}"`, facts: { unit: shown(unit) } })
  }
  if (count === undefined || !Number.isInteger(count) || count < 1 || count > greatestCount) {
    fail('period.invalid', { field: `${field}.count`, because: `is ${shown(count)}`, facts: { count: shown(count) } })
  }
  return { unit, count }
}

/** A plan that was read from a file may have anything here. */
function fieldsOf(input: unknown): Partial<Cadence> {
  return typeof input === 'object' && input !== null ? input : {}
}

/** Days and months of one step; one of them is zero. */
export function stepOf({ unit, count }: Cadence): { readonly days: number; readonly months: number } {
  return { days: unitSteps[unit].days * count, months: unitSteps[unit].months * count }
}
