import { nextBoundary, parseInstant, periodsIn, previousBoundary, type Exact, type Instant, type Interval, type PeriodGrid } from '@farthing/core'
import { stubShare, type Stub } from './stub-share.js'

export interface BilledTime {
  readonly from: Instant
  /** Exclusive; open unless given. */
  readonly to?: Instant
  /** The day up to which invoices are due: the cycle that holds it is billed, because it is billed in advance. */
  readonly dueAt: Instant
  /** Its boundaries are the billing days. */
  readonly grid: PeriodGrid
  /** Local days of the grid's zone unless given. */
  readonly basis?: Stub['basis']
}

export interface BilledCycle extends Interval {
  readonly kind: 'leading_stub' | 'whole' | 'trailing_stub'
  /** Of a cycle; `"1"` for a whole one. */
  readonly share: Exact
}

/**
 * The cycles that are due in advance: a stub to the first billing day, whole cycles, a stub from the last billing day to the end.
 *
 * They tile the time from the start to the end, or to the first billing day after `dueAt` where that is earlier. A leading stub is measured
 * against the whole cycle before its billing day, a trailing one against the whole cycle after it; time that ends by its first billing
 * day, against the cycle that ends with it. Nothing is due before the start.
 *
 * @throws `period.ends_before_start`, `period.too_many` above 10,000 cycles, and what `stubShare` throws
 */
export function billedCycles(time: BilledTime): readonly BilledCycle[] {
  const { grid } = time
  const from = parseInstant(time.from, { field: 'from' })
  const dueAt = parseInstant(time.dueAt, { field: 'dueAt' })
  if (dueAt < from) return []
  const through = nextBoundary(grid, dueAt)
  const end = time.to === undefined ? undefined : parseInstant(time.to, { field: 'to' })
  const to = end === undefined || through < end ? through : end
  const basis = time.basis ?? { by: 'day' as const, zone: grid.zone }
  const first = nextBoundary(grid, from, { inclusive: true })
  const last = previousBoundary(grid, to, { inclusive: true })
  return periodsIn(grid, { from, to }).map((cycle) => {
    const kind = kindOf(cycle, { first, last })
    if (kind === 'whole') return { from: cycle.from, to: cycle.to, kind, share: '1' }
    const edge = kind === 'leading_stub' ? 'before_boundary' : 'after_boundary'
    const share = stubShare({ stub: cycle, edge, cycle: { unit: grid.unit, count: grid.count }, basis })
    return { from: cycle.from, to: cycle.to, kind, share }
  })
}

function kindOf(cycle: Interval, { first, last }: { readonly first: Instant; readonly last: Instant }): BilledCycle['kind'] {
  if (cycle.from < first) return 'leading_stub'
  return cycle.from === last ? 'trailing_stub' : 'whole'
}
