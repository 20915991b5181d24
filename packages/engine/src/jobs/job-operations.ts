import type { JobRun } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { dueJobs, jobStatuses, type DueJob, type JobStatus } from './job-standing.js'
import type { JobName } from './job-table.js'
import { runJob, stepJob, type JobStep, type RunChoice } from './step-job.js'

/** Work that time brings: run it by `createScheduler`, by a scheduler of the host, or by hand. */
export interface JobOperations {
  /** Does a job to its end now, whatever its schedule: goes on with a run that was left open, else begins one. */
  run(job: JobName, choice?: RunChoice): Promise<JobRun>
  /** Does the next step of it: for schedulers that give work out in pieces. Call it again while there is `more`. */
  step(job: JobName, choice?: RunChoice): Promise<JobStep>
  /** Jobs that are due now: their last slot was missed, was left open, or failed. */
  due(): Promise<readonly DueJob[]>
  /** Every job with its schedule, its last run, and how far it lags behind. */
  list(): Promise<readonly JobStatus[]>
}

export function jobOperations(context: BillingContext): JobOperations {
  return {
    run: (job, choice) => runJob(context, job, choice),
    step: (job, choice) => stepJob(context, job, choice),
    due: () => dueJobs(context),
    list: () => jobStatuses(context),
  }
}
