import { FarthingError, type Failure, type TenantId } from '@farthing/core'
import type { LeasedWork, WorkQueue } from '@farthing/ports'
import { failureOfWork } from './each-account.js'
import type { JobOperations } from './job-operations.js'
import type { DueJob } from './job-standing.js'
import type { JobName } from './job-table.js'

export interface SchedulerOptions {
  /** Which process does a job: `workQueue(pool)` of the storage that all of them share, or `memoryWorkQueue(clock)` for one process. */
  readonly queue: WorkQueue
  /** Only these jobs; all unless given. */
  readonly jobs?: readonly JobName[]
  /** Between two looks at what is due, 10 to 3,600,000 ms; 5,000 unless given. */
  readonly everyMs?: number
  /** How long a step may take before another process takes the job over, 1,000 to 3,600,000 ms; 60,000 unless given. */
  readonly leaseMs?: number
  /** Hears what failed: a step, or the look at what is due. The scheduler goes on. */
  readonly onFailure?: (problem: SchedulerProblem) => void
}

export interface SchedulerProblem {
  /** Absent where it was the look at what is due. */
  readonly job?: string
  readonly failure: Failure
}

/** What one look did. */
export interface SchedulerTick {
  /** Jobs that ran to their end here. */
  readonly ran: readonly JobName[]
  readonly failed: readonly SchedulerProblem[]
}

export interface Scheduler {
  /** Begins to look. A second call does nothing. */
  start(): void
  /** Looks once, and does what is due: for hosts that have a timer of their own, and for tests. */
  tick(): Promise<SchedulerTick>
  /** Ends gracefully: the step that runs is finished, and the next process goes on behind it. Resolves when nothing runs any more. */
  stop(): Promise<void>
}

const retryDelaysMs = [30_000, 60_000, 120_000, 240_000]

/**
 * A scheduler for hosts that have none: looks what is due, and does it. Start one in every process: the queue gives each job to one of them at a time, and to
 * another one when it dies. A slot that nobody was there for is caught up once; a clock that goes back makes nothing twice.
 *
 * A slot whose process has died, or whose run has failed, five times is set aside in the queue, where `listAside` shows it. The next slot is tried again.
 */
export function createScheduler(billing: { readonly jobs: JobOperations }, options: SchedulerOptions): Scheduler {
  const { everyMs = 5_000 } = options
  let isStopping = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<unknown> = Promise.resolve()
  const tick = (): Promise<SchedulerTick> => {
    const next = running.then(() => tickOnce(billing.jobs, options, () => isStopping))
    running = next.catch(() => undefined)
    return next
  }
  const loop = (): void => {
    timer = setTimeout(() => {
      void tick().finally(() => {
        if (!isStopping) loop()
      })
    }, everyMs)
  }
  return {
    start: () => {
      if (timer === undefined && !isStopping) loop()
    },
    tick,
    stop: async () => {
      isStopping = true
      clearTimeout(timer)
      await running
    },
  }
}

async function tickOnce(jobs: JobOperations, options: SchedulerOptions, isStopping: () => boolean): Promise<SchedulerTick> {
  const ran: JobName[] = []
  const failed: SchedulerProblem[] = []
  const report = (problem: SchedulerProblem): void => {
    failed.push(problem)
    options.onFailure?.(problem)
  }
  try {
    const due = (await jobs.due()).filter(({ job }) => options.jobs?.includes(job) ?? true)
    await options.queue.add(due.map(itemOf))
    for (const tenant of new Set(due.map((each) => each.tenant))) await workOff({ jobs, options, isStopping, tenant, ran, report })
  } catch (error) {
    report({ failure: failureOfWork(error) })
  }
  return { ran, failed }
}

interface Worker {
  readonly jobs: JobOperations
  readonly options: SchedulerOptions
  readonly isStopping: () => boolean
  readonly tenant: TenantId
  readonly ran: JobName[]
  readonly report: (problem: SchedulerProblem) => void
}

const kindOf = (tenant: TenantId): string => `job/${tenant}`.slice(0, 256)
const itemOf = ({ tenant, job, slot }: DueJob) => ({ tenant, kind: kindOf(tenant), key: `${job} ${slot}` })

/** Takes one item at a time: what it did not come to, another process does. */
async function workOff(worker: Worker): Promise<void> {
  const { options: { queue, leaseMs = 60_000 }, isStopping, tenant } = worker
  while (!isStopping()) {
    const [work] = await queue.claim({ limit: 1, leaseMs, kinds: [kindOf(tenant)] })
    if (work === undefined) return
    await doWork(worker, work)
  }
}

async function doWork({ jobs, options: { queue, leaseMs = 60_000 }, isStopping, ran, report }: Worker, work: LeasedWork): Promise<void> {
  const [job, slot] = work.key.split(' ') as [JobName, string]
  try {
    for (let more = true; more; ) {
      const step = await jobs.step(job, { slot })
      more = step.more
      if (step.run.outcome === 'failed') throw new FarthingError(step.run.failure ?? failureOfWork(undefined))
      // A run that is left open keeps its slot due: whoever looks next goes on with it.
      if (more && isStopping()) break
      if (more && !(await queue.extend(work, leaseMs))) return
      if (!more && step.stepped) ran.push(job)
    }
    await queue.complete([work])
  } catch (error) {
    const problem = failureOfWork(error)
    report({ job, failure: problem })
    await queue.retry(work, { reason: problem.message, delayMs: delayOf(work) }).catch(() => false)
  }
}

function delayOf({ attempt }: LeasedWork): number {
  return retryDelaysMs[Math.min(attempt, retryDelaysMs.length) - 1] ?? 0
}

