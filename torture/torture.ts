import { postgres } from '@farthing/adapters-pg'
import { assertInvariant } from '@farthing/core'
import { recordBaseline } from './baseline.js'
import { checkPoint, type Harness } from './check-point.js'
import { fullDiskPoints, panicPoints } from './faults/full-disk-points.js'
import { heldPoints } from './faults/held-points.js'
import { bundleKilledProcess, killPoints } from './faults/kill-points.js'
import { isolationPoints } from './faults/isolation-points.js'
import type { NewerLibrary } from './faults/newer-library.main.js'
import { loadNewerLibrary } from './faults/newer-library.js'
import { networkPoints } from './faults/network-points.js'
import { restorePoints, spareOf, type Spare } from './faults/restore-points.js'
import { abortPoints, crashPoints, raisePoints, statementsOf } from './faults/statement-points.js'
import { versionPoints } from './faults/version-points.js'
import { keptState, type KeptState } from './observe/kept-state.js'
import type { Kind, Point } from './point.js'
import { sample } from './sample.js'
import { startTarget, type Target } from './target.js'
import { billingOn, workflows, type Workflow } from './workflows.js'

export interface TortureOptions {
  /** Seeds of the samples to take; all points when there is none. */
  readonly seeds: readonly number[]
  readonly onProgress: (line: string) => void
  /** How many workflows are tortured at the same time. */
  readonly lanes: number
  /** Only points whose name starts with one of these; all of them when there is none. */
  readonly only: readonly string[]
}

export interface TortureReport {
  readonly tried: number
  readonly violations: readonly string[]
  /** How many points there are, by workflow and kind: `issue drop`. */
  readonly reachable: Readonly<Record<string, number>>
  /** Points at which the caller got an error although all was kept. */
  readonly committedDespiteError: number
  /** Points that were tried, and those of them at which the caller got an error or nothing, by kind. */
  readonly harmed: ReadonlyMap<Kind, Harmed>
  /** Whether this machine could mount disks that can be full. */
  readonly hasSmallDisks: boolean
}

interface Harmed {
  readonly tried: number
  readonly harmed: number
}

/** What points need beside their own server. */
interface Beside {
  readonly spare: Spare
  readonly newer: NewerLibrary
}

/** Every point of a workflow: what it sends and waits for decides how many there are. */
async function pointsOf(target: Target, kept: KeptState, workflow: Workflow, { spare, newer }: Beside): Promise<readonly Point[]> {
  await kept.restore()
  const statements = await statementsOf(target, workflow)
  await kept.restore()
  const network = await networkPoints(target, workflow)
  await kept.restore()
  const isolation = await isolationPoints(target, workflow)
  const ofStatements = [raisePoints, abortPoints, killPoints, crashPoints, fullDiskPoints, panicPoints, heldPoints].flatMap((pointsAt) => pointsAt(target, workflow, statements))
  return [...network, ...ofStatements, ...restorePoints(target, workflow, { statements, spare }), ...isolation, ...versionPoints(target, workflow, { statements, newer })]
}

function chosen(points: readonly Point[], { seeds, only }: TortureOptions, place: number): readonly Point[] {
  const named = only.length === 0 ? points : points.filter(({ name }) => only.some((start) => name.startsWith(start)))
  return seeds.length === 0 ? named : [...new Set(seeds.flatMap((seed) => sample(named, seed, place)))]
}

/** A run of all points takes hours, and says how far it is. */
const pointsPerLine = 500

interface WorkflowReport {
  readonly tried: readonly Point[]
  readonly harmed: readonly Point[]
  readonly violations: readonly string[]
  /** How many points there are, by kind. */
  readonly reachable: ReadonlyMap<Kind, number>
  readonly committedDespiteError: number
}

function countByKind(points: readonly Point[]): ReadonlyMap<Kind, number> {
  const counts = new Map<Kind, number>()
  for (const { kind } of points) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** Places of the workflows that have such points. */
function placesOf(only: readonly string[]): readonly number[] {
  const has = (name: string): boolean => only.length === 0 || only.some((start) => start.startsWith(name) || name.startsWith(start))
  return workflows.flatMap(({ name }, place) => (has(name) ? [place] : []))
}

interface Lane {
  readonly target: Target
  readonly kept: KeptState
}

async function tortureWorkflow({ target, kept }: Lane, place: number, options: TortureOptions, beside: Beside): Promise<WorkflowReport> {
  const workflow = workflows[place]
  assertInvariant(workflow !== undefined, 'a place of the table has a workflow')
  const harness: Harness = { kept, settle: target.settle, repeat: () => workflow.run(billingOn(postgres(target.steady))) }
  const baseline = await recordBaseline(target, kept, workflow)
  const points = await pointsOf(target, kept, workflow, beside)
  const [tried, harmed, violations] = [chosen(points, options, place), [] as Point[], [] as string[]]
  let committedDespiteError = 0
  for (const [index, point] of tried.entries()) {
    if (index > 0 && index % pointsPerLine === 0) options.onProgress(`${workflow.name}: ${index} of ${tried.length} points so far`)
    const outcome = await checkPoint(point, baseline, harness)
    violations.push(...outcome.violations)
    for (const violation of outcome.violations) options.onProgress(violation)
    if (outcome.isHarmed) harmed.push(point)
    if (outcome.committedDespiteError) committedDespiteError += 1
  }
  const reachable = countByKind(points)
  const counts = [...countByKind(tried)].map(([kind, count]) => `${kind} ${count} of ${reachable.get(kind) ?? 0}`)
  if (tried.length > 0) options.onProgress(`${workflow.name}: ${counts.join(', ')}`)
  return { tried, harmed, violations, reachable, committedDespiteError }
}

/**
 * Harms every workflow at its points, and checks after each that nothing is lost, doubled or half done.
 * Each lane has a server of its own and takes the next workflow that nobody has taken: while one waits for a network or a restart, others go on.
 */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  await bundleKilledProcess()
  const beside: Beside = { spare: spareOf(startTarget), newer: await loadNewerLibrary() }
  const reports: WorkflowReport[] = []
  let hasSmallDisks = true
  const waiting = [...placesOf(options.only)]
  const lane = async (): Promise<void> => {
    const target = await startTarget()
    hasSmallDisks &&= target.disks !== undefined
    try {
      const kept = await keptState(target.admin)
      for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) reports[place] = await tortureWorkflow({ target, kept }, place, options, beside)
    } finally {
      await target.stop()
    }
  }
  try {
    await Promise.all(Array.from({ length: options.lanes }, lane))
  } finally {
    await beside.spare.stop()
  }
  const [tried, harmed] = [reports.flatMap((report) => report.tried), countByKind(reports.flatMap((report) => report.harmed))]
  return {
    tried: tried.length,
    hasSmallDisks,
    harmed: new Map([...countByKind(tried)].map(([kind, count]) => [kind, { tried: count, harmed: harmed.get(kind) ?? 0 }])),
    violations: reports.flatMap(({ violations }) => violations),
    reachable: Object.fromEntries(reports.flatMap(({ reachable }, place) => [...reachable].map(([kind, count]) => [`${workflows[place]?.name ?? ''} ${kind}`, count]))),
    committedDespiteError: reports.reduce((sum, report) => sum + report.committedDespiteError, 0),
  }
}
