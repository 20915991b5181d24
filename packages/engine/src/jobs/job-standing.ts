import { epochMsOf, fail, type Instant, type TenantId } from '@farthing/core'
import type { JobRun, JobState } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { lastSlot, nextSlot, type JobSchedule } from './job-schedule.js'
import { jobNames, jobNamed, type JobName } from './job-table.js'

/** Where a job stands, for people and monitors. */
export interface JobStatus {
  readonly job: JobName
  readonly does: string
  /** `never`: it runs by hand alone. */
  readonly schedule: JobSchedule | 'never'
  /** Whether this tenant has what it needs, such as a sink: else it is never due. */
  readonly isNeeded: boolean
  /** Absent where there is no schedule. */
  readonly nextSlot?: Instant
  /** The last run, or the one that is open; absent before the first. */
  readonly run?: JobRun
  /** When the last run began that did all it could. */
  readonly doneAt?: Instant
  /** Since the first slot that is due and not done, in milliseconds; 0 when nothing is due. */
  readonly lagMs: number
}

/** A job that is due. */
export interface DueJob {
  readonly tenant: TenantId
  readonly job: JobName
  /** The slot that it is due for; slots that were missed before are caught up by the one run. */
  readonly slot: Instant
}

/** The jobs that are due now, in the order in which one feeds the next. */
export async function dueJobs(context: BillingContext): Promise<readonly DueJob[]> {
  const states = await statesOf(context)
  return jobNames.flatMap((job) => {
    const schedule = scheduleOf(context, job)
    if (schedule === 'never' || !isNeeded(context, job)) return []
    const slot = lastSlot(schedule, context.clock.now())
    const state = states.get(job)
    return state !== undefined && isCovered(context, job, state, slot) ? [] : [{ tenant: context.tenant, job, slot }]
  })
}

/** Every job, in the order in which one feeds the next. */
export async function jobStatuses(context: BillingContext): Promise<readonly JobStatus[]> {
  const now = context.clock.now()
  const states = await statesOf(context)
  return jobNames.map((job) => {
    const schedule = scheduleOf(context, job)
    const state = states.get(job)
    const about = { job, does: jobNamed(job).does, schedule, isNeeded: isNeeded(context, job), ...(state !== undefined && { run: state.run }), ...(state?.doneAt !== undefined && { doneAt: state.doneAt }) }
    if (schedule === 'never' || !about.isNeeded) return { ...about, lagMs: 0 }
    return { ...about, nextSlot: nextSlot(schedule, now), lagMs: lagMs(context, { job, schedule, state, now }) }
  })
}

function lagMs(context: BillingContext, { job, schedule, state, now }: { readonly job: JobName; readonly schedule: JobSchedule; readonly state: JobState | undefined; readonly now: Instant }): number {
  const slot = lastSlot(schedule, now)
  if (state !== undefined && isCovered(context, job, state, slot)) return 0
  return Math.max(0, epochMsOf(now) - epochMsOf(firstOpenSlot(schedule, state, slot)))
}

/** The first slot that no run has covered; before the first run, the last one. */
function firstOpenSlot(schedule: JobSchedule, state: JobState | undefined, slot: Instant): Instant {
  if (state?.slot === undefined || state.slot > slot) return slot
  return isUnfinished(state) ? state.slot : nextSlot(schedule, state.slot)
}

/** Whether the run of the last slot that was begun is still open, or failed. */
function isUnfinished({ run, slot }: JobState): boolean {
  return run.slot === slot && (run.endedAt === undefined || run.outcome === 'failed')
}

/**
 * Whether a slot needs no run: one was begun for it or a later one, and that ended. A slot of the future counts for what is before it only up to the next one:
 * where a clock was far ahead for a while, the job does not stand still until that time comes.
 */
export function isCovered(context: BillingContext, job: JobName, state: JobState, slot: Instant): boolean {
  const schedule = scheduleOf(context, job)
  if (state.slot === undefined || state.slot < slot || isUnfinished(state)) return false
  return schedule === 'never' || state.slot <= nextSlot(schedule, slot)
}

/** @throws `job.slot_invalid` for an instant that is no slot of the job, or of the future */
export function slotOf(context: BillingContext, job: JobName, slot: Instant): Instant {
  const schedule = scheduleOf(context, job)
  const refuse = (because: string): never => fail('job.slot_invalid', { field: 'slot', because, facts: { job, slot } })
  if (schedule === 'never') return refuse(`is given for ${job}, which has no schedule`)
  if (lastSlot(schedule, slot) !== slot) refuse(`is ${slot}, which is no slot of ${job}`)
  return slot
}

function scheduleOf({ jobs: { zone, schedules } }: BillingContext, job: JobName): JobSchedule | 'never' {
  return schedules.get(job) ?? jobNamed(job).schedule(zone)
}

function isNeeded(context: BillingContext, job: JobName): boolean {
  return jobNamed(job).isNeeded?.(context) ?? true
}

/** There are a dozen jobs: one page. */
async function statesOf({ storage, tenant }: BillingContext): Promise<ReadonlyMap<string, JobState>> {
  const { items } = await storage.transaction(tenant, ({ jobs }) => jobs.list({ limit: 1_000 }))
  return new Map(items.map((state) => [state.job, state]))
}
