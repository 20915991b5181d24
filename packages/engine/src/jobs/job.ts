import type { Failure, Json } from '@farthing/core'
import type { HeldWork, JobRun } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { JobSchedule } from './job-schedule.js'

/** What a step gets. */
export interface StepInput {
  /** Where the step before ended; absent for the first one. */
  readonly position?: Json
  readonly run: JobRun
  /** Key of a command of this run about something: the same when the run goes on after a crash, and another in every other run. */
  readonly keyOf: (about: string) => string
}

/** What a step did. */
export interface StepOutput {
  /** By name; added to those of the steps before. */
  readonly counts: { readonly [what: string]: number }
  /** What it could not do. */
  readonly held?: readonly HeldWork[]
  /** Where the next step goes on; absent when nothing is left. */
  readonly next?: Json
}

/**
 * Work that time brings. A step is short, and may die anywhere: what it does is idempotent, so that it can be done again from its position, and a run that was
 * left is finished by whoever comes next.
 */
export interface Job {
  /** One sentence. */
  readonly does: string
  /** When it is due, in the zone of the tenant's jobs. */
  readonly schedule: (zone: string) => JobSchedule
  /** Whether this tenant has what it needs, such as a sink; always unless given. A job that has not is never due. */
  readonly isNeeded?: (context: BillingContext) => boolean
  readonly step: (context: BillingContext, input: StepInput) => Promise<StepOutput>
}

/** Accounts that an operation refused, as what a step could not do. */
export function heldAccounts(refused: readonly { readonly account: string; readonly failure: Failure }[]): readonly HeldWork[] {
  return refused.map(({ account, failure }) => ({ about: account, failure }))
}
