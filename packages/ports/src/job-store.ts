import type { Failure, Instant, Json } from '@farthing/core'
import type { Page, PageRequest } from './page.js'

/** One thing that a run could not do; the run did the rest. */
export interface HeldWork {
  /** What it is about, such as an account. */
  readonly about: string
  readonly failure: Failure
}

/** One run of a job, as it stands after its last step. */
export interface JobRun {
  /** 1 for the first of its job. */
  readonly number: number
  readonly trigger: 'schedule' | 'manual'
  /** Of a scheduled run: when it was due. */
  readonly slot?: Instant
  /** Of a run by hand: its key, if it was given one. */
  readonly key?: string
  readonly startedAt: Instant
  /** When its last step ended; `startedAt` before the first. */
  readonly steppedAt: Instant
  readonly steps: number
  /** Where the next step goes on; absent before the first step and after the last. */
  readonly position?: Json
  /** What was done so far, by name. */
  readonly counts: { readonly [what: string]: number }
  /** What could not be done: the first 20, while `counts.held` counts all. */
  readonly held: readonly HeldWork[]
  /** Absent while it runs, or when its process died. */
  readonly endedAt?: Instant
  /** `done`; `held`: done but for what is held; `failed`: a step failed as a whole, and the rest is left to the next run. */
  readonly outcome?: 'done' | 'held' | 'failed'
  /** Of a run that failed. */
  readonly failure?: Failure
}

/** Where a job stands. */
export interface JobState {
  readonly job: string
  /** 1 for the first, one more with each change. */
  readonly step: number
  /** The last run, or the one that is open. A job has one open run at most. */
  readonly run: JobRun
  /** The last slot of the schedule for which a run was begun. */
  readonly slot?: Instant
  /** When the last run began that did all it could. */
  readonly doneAt?: Instant
}

/** Where the jobs of one tenant stand. Proved by `jobStoreSuite`. */
export interface JobStore {
  get(job: string): Promise<JobState | undefined>
  /** Keeps a state, or its next step in place of the one before. @throws `storage.conflict` when its step is not the next: another process moved the job */
  put(state: JobState): Promise<void>
  /** By name. */
  list(page?: PageRequest): Promise<Page<JobState>>
}
