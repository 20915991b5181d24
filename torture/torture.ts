import { postgres } from '@farthing/adapters-pg'
import { recordBaseline } from './baseline.js'
import { checkPoint, type Harness } from './check-point.js'
import { bundleKilledProcess, killPoints } from './faults/kill-points.js'
import { networkPoints } from './faults/network-points.js'
import { abortPoints, crashPoints, raisePoints, statementsOf } from './faults/statement-points.js'
import { keptState, type KeptState } from './observe/kept-state.js'
import type { Kind, Point } from './point.js'
import { sample } from './sample.js'
import { startTarget, withAttemptPool, type Target } from './target.js'
import { billingOn, workflows, type Workflow } from './workflows.js'

export interface TortureOptions {
  /** Seeds of the samples to take; all points when there is none. */
  readonly seeds: readonly number[]
  readonly onProgress: (line: string) => void
  /** Only points whose name starts with this. */
  readonly only?: string
}

export interface TortureReport {
  readonly tried: number
  readonly violations: readonly string[]
  /** How many points there are, by workflow and kind: `issue drop`. */
  readonly reachable: Readonly<Record<string, number>>
  /** Points at which the caller got an error although all was kept. */
  readonly committedDespiteError: number
}

/** Every point of a workflow: what it sends and waits for decides how many there are. */
async function pointsOf(target: Target, kept: KeptState, workflow: Workflow): Promise<readonly Point[]> {
  await kept.restore()
  const statements = await statementsOf(target, workflow)
  await kept.restore()
  const network = await networkPoints(target, workflow)
  const ofStatements = [raisePoints, abortPoints, killPoints, crashPoints].flatMap((pointsAt) => pointsAt(target, workflow, statements))
  return [...network, ...ofStatements]
}

function chosen(points: readonly Point[], { seeds, only }: TortureOptions, place: number): readonly Point[] {
  if (only !== undefined) return points.filter(({ name }) => name.startsWith(only))
  return seeds.length === 0 ? points : [...new Set(seeds.flatMap((seed) => sample(points, seed, place)))]
}

/** Harms every workflow at its points, and checks after each that nothing is lost, doubled or half done. */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  await bundleKilledProcess()
  const target = await startTarget()
  const reachable: Record<string, number> = {}
  const violations: string[] = []
  let [tried, committedDespiteError] = [0, 0]
  try {
    const kept = await keptState(target.admin)
    const harness: Harness = {
      kept,
      settle: target.settle,
      repeat: ({ workflow }) => withAttemptPool(target.url, (pool) => workflow.run(billingOn(postgres(pool)))),
    }
    for (const [place, workflow] of workflows.entries()) {
      const baseline = await recordBaseline(target, kept, workflow)
      const points = await pointsOf(target, kept, workflow)
      for (const { kind } of points) reachable[`${workflow.name} ${kind}`] = (reachable[`${workflow.name} ${kind}`] ?? 0) + 1
      const byKind = new Map<Kind, number>()
      for (const point of chosen(points, options, place)) {
        const outcome = await checkPoint(point, baseline, harness)
        violations.push(...outcome.violations)
        for (const violation of outcome.violations) options.onProgress(violation)
        if (outcome.committedDespiteError) committedDespiteError += 1
        tried += 1
        byKind.set(point.kind, (byKind.get(point.kind) ?? 0) + 1)
      }
      const counts = [...byKind].map(([kind, count]) => `${kind} ${count} of ${reachable[`${workflow.name} ${kind}`] ?? 0}`)
      options.onProgress(`${workflow.name}: ${counts.join(', ')}`)
    }
  } finally {
    await target.stop()
  }
  return { tried, violations, reachable, committedDespiteError }
}
