import { fail } from '../errors/failure.js'
import { checkLocal } from './local-text.js'
import { instantOfLocal, localDateOf } from './local-time.js'
import { nextBoundary } from './boundaries.js'
import { periodAt } from './period-at.js'
import type { Period, PeriodGrid } from './time-type.js'

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

function firstDateOf(label: string): string {
  const date = typeof label === 'string' && (label.length === 4 || label.length === 7) ? `${label}-01-01`.slice(0, 10) : label
  if (typeof date !== 'string' || date.length !== 10) {
    fail('time.malformed', { field: 'period', because: `is "${String(label).slice(0, 64)}", not a label YYYY, YYYY-MM or YYYY-MM-DD` })
  }
  return checkLocal(date, 'period')
}
