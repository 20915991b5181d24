import { epochMsOf, failureOf, isFarthingError, type Failure, type Instant } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { HostStatus } from '../host-data/host-cache.js'
import { jobStatuses, type JobStatus } from '../jobs/job-standing.js'
import { oldestOfStage, stageNames, type StageName } from './stages.js'

/** How far one stage is behind. */
export interface StageHealth {
  readonly stage: StageName
  /** Since when the oldest item waits that is not done; absent when nothing waits. */
  readonly oldest?: Instant
  /** 0 when nothing waits. */
  readonly lagSeconds: number
  /** Whether it is further behind than it may be. */
  readonly isLate: boolean
}

/** The last run of a job. */
export interface JobHealth extends Pick<JobStatus, 'job' | 'lagMs'> {
  readonly startedAt?: Instant
  readonly endedAt?: Instant
  /** `never` before the first run, `open` while one runs. */
  readonly outcome: 'done' | 'held' | 'failed' | 'open' | 'never'
}

export interface Health {
  /** `down`: the storage does not answer, or the host that keeps the catalogue. `degraded`: a stage is late, the last run of a job has failed, or records do not agree. */
  readonly status: 'ok' | 'degraded' | 'down'
  readonly at: Instant
  /** Why that does not answer; absent when it does. Nothing below is known then. */
  readonly failure?: Failure
  readonly stages: readonly StageHealth[]
  readonly jobs: readonly JobHealth[]
  /** Of the last reconciliation; absent before the first. */
  readonly reconciliation?: { readonly at: Instant; readonly mismatches: number }
  /** Calls of the observer that have failed since this instance was made. */
  readonly observerFailures: number
  /** What ports of the host have been doing, as this process has seen it; where the host keeps the catalogue. One that fails is `degraded`. */
  readonly host?: readonly HostStatus[]
}

export interface HealthOptions {
  /** How far each stage may be behind, in seconds: a day unless given. */
  readonly limits?: { readonly [stage in StageName]?: number }
}

const aDay = 86_400

/**
 * How billing is doing: for a probe, and for metrics, which it sends to the observer. Writes nothing. Never rejects for what it reports.
 *
 * Reads one item of each stage, the states of the jobs and the reconciliations: its cost does not grow with events or documents.
 */
export async function checkHealth(context: BillingContext, { limits = {} }: HealthOptions): Promise<Health> {
  const at = context.clock.now()
  const observerFailures = (): number => context.observer?.failures() ?? 0
  try {
    const { stages, reconciliation } = await context.storage.transaction(context.tenant, async (stores) => ({
      stages: await stagesOf(context, stores, { at, limits }),
      reconciliation: await lastReconciliation(stores),
    }))
    const jobs = (await jobStatuses(context)).map(jobHealthOf)
    const isDegraded = stages.some(({ isLate }) => isLate) || jobs.some(({ outcome }) => outcome === 'failed') || (reconciliation?.mismatches ?? 0) > 0
    const health: Health = { status: isDegraded ? 'degraded' : 'ok', at, stages, jobs, ...(reconciliation === undefined ? {} : { reconciliation }), observerFailures: observerFailures() }
    measure(context, health)
    return health
  } catch (error) {
    if (!isFarthingError(error) || !error.code.startsWith('storage.')) throw error
    return { status: 'down', at, failure: failureOf(error), stages: [], jobs: [], observerFailures: observerFailures() }
  }
}

async function stagesOf(context: BillingContext, stores: Stores, { at, limits }: { readonly at: Instant; readonly limits: NonNullable<HealthOptions['limits']> }): Promise<readonly StageHealth[]> {
  const stages: StageHealth[] = []
  for (const stage of stageNames) {
    const oldest = await oldestOfStage(context, stores, stage)
    const lagSeconds = oldest === undefined ? 0 : Math.max(0, epochMsOf(at) - epochMsOf(oldest)) * 0.001
    stages.push({ stage, ...(oldest === undefined ? {} : { oldest }), lagSeconds, isLate: lagSeconds > (limits[stage] ?? aDay) })
  }
  return stages
}

function jobHealthOf({ job, run, lagMs }: JobStatus): JobHealth {
  if (run === undefined) return { job, lagMs, outcome: 'never' }
  return { job, lagMs, startedAt: run.startedAt, ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }), outcome: run.outcome ?? 'open' }
}

/** Reconciliations are few: one a day fills a page in three years. */
async function lastReconciliation({ reconciliations }: Stores): Promise<Health['reconciliation']> {
  let page = await reconciliations.list({}, { limit: 1000 })
  while (page.next !== undefined) page = await reconciliations.list({}, { limit: 1000, cursor: page.next })
  const last = page.items.at(-1)
  return last && { at: last.at, mismatches: last.mismatches.length }
}

function measure({ observer, tenant }: BillingContext, { stages, jobs, reconciliation }: Health): void {
  if (observer === undefined) return
  const gauge = (name: string, unit: string, value: number, attributes: { readonly [name: string]: string } = {}): void =>
    observer.record({ name, kind: 'gauge', unit, value, attributes: { 'farthing.tenant': tenant, ...attributes } })
  for (const { stage, lagSeconds } of stages) gauge('farthing.stage.lag', 's', lagSeconds, { 'farthing.stage': stage })
  for (const { job, lagMs } of jobs) gauge('farthing.job.lag', 's', lagMs * 0.001, { 'farthing.job': job })
  if (reconciliation !== undefined) gauge('farthing.reconciliation.mismatches', '{mismatch}', reconciliation.mismatches)
}
