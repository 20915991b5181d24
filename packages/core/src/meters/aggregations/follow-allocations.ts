import { compareBytes } from '../../evidence/compare-bytes.js'
import type { Json, JsonObject } from '../../evidence/json.js'
import type { Decimal } from '../../money/decimal-type.js'
import { epochMsOf } from '../../time/epoch-ms.js'
import type { Instant, Interval } from '../../time/time-type.js'
import type { UsageAnomaly } from '../aggregation.js'
import type { Phase, Step } from './allocation-reader.js'
import type { Timeline } from './timeline.js'

/** A stretch of time in which an allocation was open: since before the window without `from`, beyond its end without `to`. */
export type AllocationRun = {
  readonly allocation: string
  readonly weight: Decimal
  readonly snapshot?: JsonObject
  /** Last sign of life. */
  readonly seen: Instant
  readonly from?: Instant
  readonly to?: Instant
}

export interface FollowedAllocations {
  readonly runs: readonly AllocationRun[]
  readonly anomalies: readonly UsageAnomaly[]
}

/**
 * Follows each allocation through a window, from what was open at its start.
 *
 * @param silentMs how long an allocation may be silent before its close counts as missing; not checked unless given
 */
export function followAllocations(state: Timeline<Step>, window: Interval, opening: Json, silentMs?: number): FollowedAllocations {
  const open = new Map((opening === null ? [] : (opening as readonly AllocationRun[])).map((run) => [run.allocation, run]))
  const steps = new Map<string, Timed[]>()
  for (const allocation of open.keys()) steps.set(allocation, [])
  for (const [at, , , step] of state) {
    const own = steps.get(step.allocation)
    if (own === undefined) steps.set(step.allocation, [{ at, step }])
    else own.push({ at, step })
  }
  const followed = [...steps].sort(([a], [b]) => compareBytes(a, b)).map(([allocation, own]) => followOne(allocation, own, open.get(allocation)))
  const runs = followed.flatMap((each) => each.runs)
  const silent = silentMs === undefined ? [] : runs.filter(({ seen, to }) => to === undefined && epochMsOf(window.to) - epochMsOf(seen) > silentMs)
  const missing = silent.map(({ allocation, seen }) => ({ kind: 'close_missing' as const, key: allocation, at: seen }))
  return { runs, anomalies: [...followed.flatMap(({ anomalies }) => anomalies), ...missing] }
}

/** What is still open, as the next window finds it; `null` for nothing. */
export function closingRuns(runs: readonly AllocationRun[]): readonly AllocationRun[] | null {
  const open = runs.filter(({ to }) => to === undefined)
  return open.length === 0 ? null : open.map(({ allocation, weight, snapshot, seen }) => ({ allocation, weight, seen, ...(snapshot === undefined ? {} : { snapshot }) }))
}

interface Timed {
  readonly at: Instant
  readonly step: Step
}

function followOne(allocation: string, steps: readonly Timed[], held: AllocationRun | undefined): FollowedAllocations {
  const runs: AllocationRun[] = []
  const anomalies: UsageAnomaly[] = []
  let run = held
  let strayClose: number | undefined
  let opened = held !== undefined
  for (const { at, step } of inOrderOfState(steps, () => run !== undefined)) {
    const odd = (kind: UsageAnomaly['kind']) => anomalies.push({ kind, key: allocation, at })
    if (step.phase === 'open') {
      if (run !== undefined) odd('open_twice')
      run ??= { allocation, weight: step.weight ?? '1', ...(step.snapshot === undefined ? {} : { snapshot: step.snapshot }), seen: at, from: at }
      opened = true
    } else if (run === undefined) {
      if (step.phase === 'accrue') odd('accrue_without_open')
      else strayClose = odd(opened ? 'close_twice' : 'close_without_open') - 1
    } else if (step.phase === 'close') {
      runs.push({ ...run, seen: at, to: at })
      run = undefined
    } else run = { ...run, seen: at }
  }
  if (run !== undefined) runs.push(run)
  return { runs, anomalies: run?.from === undefined ? anomalies : paired(anomalies, strayClose) }
}

/** A stray close that an open without close follows belongs to it: the two were reported in the wrong order. */
function paired(anomalies: readonly UsageAnomaly[], strayClose: number | undefined): readonly UsageAnomaly[] {
  return anomalies.map((anomaly, index) => (index === strayClose && anomaly.kind === 'close_without_open' ? { ...anomaly, kind: 'close_before_open' } : anomaly))
}

const whenOpen: readonly Phase[] = ['close', 'open', 'accrue']
const whenClosed: readonly Phase[] = ['open', 'accrue', 'close']

/** Steps in order of time; at one instant in an order that makes sense of them: an open allocation closes first, a closed one opens first. */
function* inOrderOfState(steps: readonly Timed[], isOpen: () => boolean): Iterable<Timed> {
  for (let start = 0; start < steps.length; ) {
    let end = start + 1
    while (steps[end] !== undefined && steps[end]?.at === steps[start]?.at) end += 1
    const order = isOpen() ? whenOpen : whenClosed
    yield* steps.slice(start, end).sort((a, b) => order.indexOf(a.step.phase) - order.indexOf(b.step.phase))
    start = end
  }
}
