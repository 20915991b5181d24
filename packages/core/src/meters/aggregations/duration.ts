import { fail } from '../../errors/failure.js'
import { canonicalJson } from '../../evidence/canonical-json.js'
import { compareBytes } from '../../evidence/compare-bytes.js'
import { add, addAll, multiply } from '../../money/arithmetic.js'
import type { Exact } from '../../money/decimal-type.js'
import { durationMs } from '../../time/parse-duration.js'
import type { Interval } from '../../time/time-type.js'
import type { Aggregation, AggregationFamily, ResultContext, UsagePart } from '../aggregation.js'
import type { MeterDefinition } from '../meter-definition.js'
import type { DataPath, Meter } from '../meter.js'
import { inUnit, secondsBetween, timeUnits, type TimeUnit } from '../seconds.js'
import { checkSettingNames, oneOfSetting, pathSetting, wordsSetting } from '../settings.js'
import { allocationReader, type AllocationPaths, type Phase, type Step } from './allocation-reader.js'
import { closingRuns, followAllocations, type AllocationRun } from './follow-allocations.js'
import { timelineStates, type Timeline } from './timeline.js'

export type DurationDefinition<E extends string, D extends string> = MeterDefinition<E, D> & {
  /** Where the data names the allocation. */
  readonly allocation: DataPath
  /** Where the data says what became of it. */
  readonly phase: DataPath
  /** The words for it; `open`, `accrue` and `close` unless given. A failed release is another word for `close`. */
  readonly words?: { readonly [phase in Phase]?: readonly string[] }
  /** How much was allocated, such as the number of GPUs; read when it opens, 1 unless given. */
  readonly weight?: DataPath
  /** What the allocation costs, as an object; read when it opens, and kept with its usage. */
  readonly snapshot?: DataPath
  /** Weight multiplied by such a length of time. */
  readonly per: TimeUnit
  /** An allocation from which nothing was heard for longer, at the end of a window, is reported as `close_missing`. Never unless given. */
  readonly silentAfter?: `P${string}`
}

/** A meter of how long allocations were open: GPU-hours of jobs, rooms, leased machines. */
export function duration<const E extends string, const D extends string = never>(given: DurationDefinition<E, D>): Meter<E, D> {
  const { allocation, phase, words, weight, snapshot, per, silentAfter, ...definition } = given
  const settings = Object.fromEntries(
    Object.entries({ allocation, phase, words, weight, snapshot, per, silentAfter }).filter(([, value]) => value !== undefined),
  )
  return { ...definition, aggregation: 'duration', settings } as Meter<E, D>
}

/**
 * Time from `open` to `close` of each allocation, times its weight. What is open at the end of a window counts up to there and goes on in the
 * next one; `accrue` is a sign of life that counts nothing by itself. What does not fit together is listed by {@link UsageAnomalyKind}.
 *
 * At one instant an open allocation is closed before it is opened again. Holds every report, at most 100,000 for one group and window.
 */
export const durationFamily: AggregationFamily = {
  name: 'duration',
  configure(settings, field) {
    checkSettingNames(settings, ['allocation', 'phase', 'words', 'weight', 'snapshot', 'per', 'silentAfter'], field)
    const path = (name: 'weight' | 'snapshot') => {
      const given = pathSetting(settings, name, field)
      return given === undefined ? {} : { [name]: given }
    }
    const paths: AllocationPaths = {
      allocation: pathSetting(settings, 'allocation', field) ?? missing(`${field}.allocation`),
      phase: pathSetting(settings, 'phase', field) ?? missing(`${field}.phase`),
      words: wordsSetting(settings, 'words', { otherwise: { open: ['open'], accrue: ['accrue'], close: ['close'] }, field }),
      ...path('weight'),
      ...path('snapshot'),
    }
    const silentMs = Object.hasOwn(settings, 'silentAfter') ? durationMs(settings['silentAfter'] as string, `${field}.silentAfter`) : undefined
    return durationAggregation(paths, oneOfSetting(settings, 'per', { of: timeUnits, field }), silentMs)
  },
}

function missing(field: string): never {
  return fail('meter.invalid', { field, because: 'is missing, but duration needs it' })
}

function durationAggregation(paths: AllocationPaths, per: TimeUnit, silentMs: number | undefined): Aggregation<Timeline<Step>, Step> {
  return {
    name: 'duration',
    reads({ value, expression }) {
      if (value !== undefined || expression !== undefined) fail('meter.invalid', { field: 'value', because: 'is given, but duration weighs by its setting' })
      return allocationReader(paths)
    },
    ...timelineStates<Step>(),
    result(state, window, { opening = null, reference = window } = {}) {
      const { runs } = followAllocations(state, window, opening)
      return addAll(runs.map((run) => inUnit(weightedSeconds(run, window), per, reference)))
    },
    close: (state, window, opening) => closingRuns(followAllocations(state, window, opening).runs),
    detail(state, window, context: ResultContext = {}) {
      const { runs, anomalies } = followAllocations(state, window, context.opening ?? null, silentMs)
      return { parts: partsOf(runs, { window, per, reference: context.reference ?? window }), anomalies }
    },
  }
}

function weightedSeconds({ weight, from, to }: AllocationRun, window: Interval): Exact {
  return multiply(weight, secondsBetween({ from: from ?? window.from, to: to ?? window.to }))
}

/** One for each allocation and price snapshot. */
function partsOf(runs: readonly AllocationRun[], { window, per, reference }: { readonly window: Interval; readonly per: TimeUnit; readonly reference: Interval }): readonly UsagePart[] {
  const parts = new Map<string, UsagePart>()
  for (const run of runs) {
    const { allocation: key, snapshot } = run
    const id = canonicalJson([key, snapshot ?? null])
    const quantity = add(parts.get(id)?.quantity ?? '0', inUnit(weightedSeconds(run, window), per, reference))
    parts.set(id, { key, quantity, ...(snapshot === undefined ? {} : { snapshot }) })
  }
  return [...parts].sort(([a], [b]) => compareBytes(a, b)).map(([, part]) => part)
}
