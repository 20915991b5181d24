import { checkZone, describeValue, fail, type Zone } from '@farthing/core'
import type { OutlierPolicy } from '@farthing/ports'
import { checkOutlierPolicy } from '../runs/outliers.js'
import { checkSchedule, type JobSchedule } from './job-schedule.js'
import { jobNamed, type JobName } from './job-table.js'

/** When jobs are due, and what they go by. */
export interface JobOptions {
  /** Of schedules that name a time of day; `UTC` unless given. */
  readonly zone?: Zone
  /** In place of a job's own schedule; `never` for one that runs by hand alone. */
  readonly schedules?: { readonly [job in JobName]?: JobSchedule | 'never' }
  /** How many days `grant-expiry` stays behind: invoices of a period have to be issued this soon after its end to find the credit that it had. 0 to 400; 35 unless given. */
  readonly creditExpiryDays?: number
  /** Has `month-end` bill what falls due; it is never due unless given. */
  readonly monthEnd?: MonthEndOptions
  /** Has `after-ingest` begin a billing run for new events, within a minute or two; it is never due unless given. What is over is left to `month-end`. */
  readonly afterIngest?: AfterIngestOptions
}

/** How the billing runs of `after-ingest` work. */
export type AfterIngestOptions = MonthEndOptions

export interface MonthEndOptions {
  /** `commit` unless given. */
  readonly mode?: 'preview' | 'commit'
  /** Holds documents that are unlike those of the period before; not compared unless given. */
  readonly outliers?: OutlierPolicy
}

/** Options as operations use them. */
export interface JobSettings {
  readonly zone: Zone
  readonly schedules: ReadonlyMap<JobName, JobSchedule | 'never'>
  readonly creditExpiryDays: number
  readonly monthEnd?: MonthEndOptions
  readonly afterIngest?: AfterIngestOptions
}

/** @throws `job.unknown`, `job.schedule_invalid`, `time.zone_unknown` */
export function jobSettings({ zone = 'UTC', schedules = {}, creditExpiryDays = 35, monthEnd, afterIngest }: JobOptions): JobSettings {
  if (!Number.isInteger(creditExpiryDays) || creditExpiryDays < 0 || creditExpiryDays > 400) {
    fail('job.schedule_invalid', { field: 'jobs.creditExpiryDays', because: `is ${creditExpiryDays}, not a whole number from 0 to 400` })
  }
  const given = new Map<JobName, JobSchedule | 'never'>()
  for (const [name, schedule] of Object.entries(schedules) as [JobName, JobSchedule | 'never'][]) {
    jobNamed(name)
    given.set(name, schedule === 'never' ? schedule : checkSchedule(schedule, `jobs.schedules.${name}`))
  }
  return { zone: checkZone(zone, 'jobs.zone'), schedules: given, creditExpiryDays, ...(monthEnd !== undefined && { monthEnd: checkRunOptions(monthEnd, 'jobs.monthEnd') }), ...(afterIngest !== undefined && { afterIngest: checkRunOptions(afterIngest, 'jobs.afterIngest') }) }
}

function checkRunOptions({ mode, outliers }: MonthEndOptions, field: string): MonthEndOptions {
  if (mode !== undefined && !(['preview', 'commit'] as readonly unknown[]).includes(mode)) fail('job.schedule_invalid', { field: `${field}.mode`, because: `is ${describeValue(mode)}, neither preview nor commit` })
  return { ...(mode !== undefined && { mode }), ...(outliers !== undefined && { outliers: checkOutlierPolicy(outliers) }) }
}
