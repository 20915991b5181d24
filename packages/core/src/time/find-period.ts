import { fail } from '../errors/failure.js'
import { nextBoundary } from './boundaries.js'
import { parseLocalDate } from './local-text.js'
import { instantOfLocal, localDateOf } from './local-time.js'
import { periodAt } from './period-at.js'
import { shown } from './time-text.js'
import type { LocalDate, Period, PeriodGrid } from './time-type.js'

const labelPattern = /^[0-9]{4}(?:-[0-9]{2}){0,2}$/

/**
 * The one period whose local start date begins with `label`: `2026`, `2026-10` or `2026-10-14`.
 *
 * With a monthly grid anchored on the 15th, `2026-10` is the period from 15 October.
 *
 * @throws `time.malformed` or `time.impossible` for another text; `period.not_found` when no period starts there;
 * `period.ambiguous` when more than one does, such as `2026-10` on a weekly grid.
 */
export function findPeriod(grid: PeriodGrid, label: string): Period {
  const at = nextBoundary(grid, instantOfLocal(firstDateOf(label), grid.zone), { inclusive: true })
  const first = localDateOf(at, grid.zone)
  if (!first.startsWith(label)) {
    fail('period.not_found', { field: 'period', because: `is "${label}"; the next period starts on ${first}`, facts: { label, next: first } })
  }
  const period = periodAt(grid, at)
  const second = localDateOf(period.to, grid.zone)
  if (second.startsWith(label)) {
    fail('period.ambiguous', { field: 'period', because: `is "${label}"; periods start on ${first} and ${second}`, facts: { label, starts: [first, second] } })
  }
  return period
}

function firstDateOf(label: string): LocalDate {
  if (typeof label !== 'string' || !labelPattern.test(label)) {
    fail('time.malformed', { field: 'period', because: `is "${shown(label)}", not a label YYYY, YYYY-MM or YYYY-MM-DD` })
  }
  return parseLocalDate(`${label}${'-01-01'.slice(0, 10 - label.length)}`, 'period')
}
