import { fail, FarthingError, hashContent, type Failure, type TenantId } from '@farthing/core'
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
  /** How long a step may take before another process takes the job over, 1,000 to 3,600,000 ms; 120,000 unless given. */
  readonly leaseMs?: number
  /** Jobs that are done at the same time in this process, so that a long one keeps no short one waiting: 1 to 64; 4 unless given. */
  readonly atOnce?: number
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
  const { everyMs, ...limits } = checkLimits(options)
  const active = new Set<Promise<void>>()
  const worker: Worker = { jobs: billing.jobs, options: { ...options, ...limits }, active, isStopping: () => isStopping }
  let isStopping = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let looking: Promise<unknown> = Promise.resolve()
  const look = (): Promise<Look> => {
    const next = looking.then(() => lookOnce(worker))
    looking = next
    return next
  }
  const loop = (): void => {
    void look().then(() => {
      if (!isStopping) timer = setTimeout(loop, everyMs)
    })
  }
  let isStarted = false
  return {
    start: () => {
      if (!isStarted && !isStopping) loop()
      isStarted = true
    },
    tick: async () => {
      const { begun, ran, failed } = await look()
      await Promise.all(begun)
      return { ran, failed }
    },
    stop: async () => {
      isStopping = true
      clearTimeout(timer)
      await looking
      await Promise.all(active)
    },
  }
}

/** @throws `job.schedule_invalid` */
function checkLimits({ everyMs = 5_000, leaseMs = 120_000, atOnce = 4 }: SchedulerOptions): Required<Pick<SchedulerOptions, 'everyMs' | 'leaseMs' | 'atOnce'>> {
  const bounds = [['everyMs', everyMs, 10, 3_600_000], ['leaseMs', leaseMs, 1_000, 3_600_000], ['atOnce', atOnce, 1, 64]] as const
  for (const [field, value, least, most] of bounds) {
    if (!Number.isInteger(value) || value < least || value > most) fail('job.schedule_invalid', { field, because: `is ${value}, not a whole number from ${least} to ${most}` })
  }
  return { everyMs, leaseMs, atOnce }
}

interface Worker {
  readonly jobs: JobOperations
  readonly options: SchedulerOptions & Required<Pick<SchedulerOptions, 'leaseMs' | 'atOnce'>>
  /** What is being done in this process. */
  readonly active: Set<Promise<void>>
  readonly isStopping: () => boolean
}

/** What a look has found, with the work that it has begun. */
interface Look {
  readonly begun: Promise<void>[]
  readonly ran: JobName[]
  readonly failed: SchedulerProblem[]
}

/** Never rejects: what fails is reported. */
async function lookOnce(worker: Worker): Promise<Look> {
  const { jobs, options: { queue, jobs: only } } = worker
  const look: Look = { begun: [], ran: [], failed: [] }
  try {
    const due = (await jobs.due()).filter(({ job }) => only?.includes(job) ?? true)
    await queue.add(due.map(itemOf))
    for (const tenant of new Set(due.map((each) => each.tenant))) await begin(worker, tenant, look)
  } catch (error) {
    report(worker, look, { failure: failureOfWork(error) })
  }
  return look
}

/** Takes one item after another, as many as are done at once: what this process does not come to, another one does. */
async function begin(worker: Worker, tenant: TenantId, look: Look): Promise<void> {
  const { options: { queue, leaseMs, atOnce }, active, isStopping } = worker
  while (!isStopping()) {
    if (active.size >= atOnce) await Promise.race(active)
    const [work] = await queue.claim({ limit: 1, leaseMs, kinds: [kindOf(tenant)] })
    if (work === undefined) return
    const doing = doWork(worker, work, look).finally(() => active.delete(doing))
    active.add(doing)
    look.begun.push(doing)
  }
}

function report({ options: { onFailure } }: Worker, look: Look, problem: SchedulerProblem): void {
  look.failed.push(problem)
  onFailure?.(problem)
}

/** Names are up to 256 characters. */
function kindOf(tenant: TenantId): string {
  const kind = `job/${tenant}`
  return kind.length <= 256 ? kind : hashContent('job-kind/1', [tenant])
}

const itemOf = ({ tenant, job, slot }: DueJob) => ({ tenant, kind: kindOf(tenant), key: `${job} ${slot}` })

async function doWork(worker: Worker, work: LeasedWork, look: Look): Promise<void> {
  const { jobs, options: { queue, leaseMs }, isStopping } = worker
  const [job, slot] = work.key.split(' ') as [JobName, string]
  try {
    for (let more = true; more; ) {
      const step = await jobs.step(job, { slot })
      more = step.more
      if (step.run.outcome === 'failed') throw new FarthingError(step.run.failure ?? failureOfWork(undefined))
      // A run that is left open keeps its slot due: whoever looks next goes on with it.
      if (more && isStopping()) break
      if (more && !(await queue.extend(work, leaseMs))) return
      if (!more && step.stepped) look.ran.push(job)
    }
    await queue.complete([work])
  } catch (error) {
    const problem = failureOfWork(error)
    report(worker, look, { job, failure: problem })
    await queue.retry(work, { reason: problem.message, delayMs: delayOf(work) }).catch(() => false)
  }
}

function delayOf({ attempt }: LeasedWork): number {
  return retryDelaysMs[Math.min(attempt, retryDelaysMs.length) - 1] ?? 0
}

