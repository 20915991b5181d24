import { assertInvariant, checkText, fail, fitId, hashContent, type Hash, type Instant, type Json } from '@farthing/core'
import type { HeldWork, JobRun, JobState, Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { failureOfWork, isOutage } from './each-account.js'
import type { Job, StepOutput } from './job.js'
import { isCovered, slotOf } from './job-standing.js'
import { jobNamed, type JobName } from './job-table.js'

/** Which run of a job is meant: the one that is open, or a new one, unless given. */
export interface RunChoice {
  /** Identity of a run by hand: the same key again gives that run, as it ended. A run that failed is run again. */
  readonly key?: string
  /** A run of the schedule, such as `due` names it: once done it is not done again. */
  readonly slot?: Instant
}

/** What became of one step. */
export interface JobStep {
  /** How many things this step did: the sum of its counts. */
  readonly done: number
  /** `false` where nothing was left to do: the run that was asked for had ended before. */
  readonly stepped: boolean
  /** Whether the run has another step. */
  readonly more: boolean
  /** The run as it stands. */
  readonly run: JobRun
}

const mostHeld = 20
const kind = 'jobs.run'

/**
 * Does the next step of a job, and keeps what it did and where it ended. A run that another process left open is gone on with first.
 *
 * Two processes may step a job at the same time: both do the work, which is idempotent, and the step of one of them is kept.
 *
 * @throws `job.unknown`, `job.slot_invalid`, `text.*` for the key; `storage.*` when the storage fails: the run stays open, and the next step goes on with it
 */
export async function stepJob(context: BillingContext, name: JobName, choice: RunChoice = {}): Promise<JobStep> {
  const job = jobNamed(name)
  if (choice.key !== undefined) checkText(choice.key, { field: 'key', maxLength: 200 })
  const opened = await retryConflicts(context, (stores) => openRun(context, stores, name, choice))
  if ('ended' in opened) return { done: 0, stepped: false, more: false, run: opened.ended }
  const { state, isChosen } = opened
  const output = await attempt(context, job, name, state)
  const kept = await retryConflicts(context, (stores) => keepStep(context, stores, { name, state, output }))
  const counts = 'failed' in output ? {} : output.counts
  // What another process has kept meanwhile counts there.
  const done = kept.isOurs ? Object.values(counts).reduce((sum, count) => sum + count, 0) : 0
  // A run behind ours is somebody else's.
  const isOpen = kept.run.number === state.run.number && kept.run.endedAt === undefined
  return { done, stepped: true, more: isOpen || !isChosen, run: kept.run }
}

type Opened = { readonly ended: JobRun } | { readonly state: JobState; /** Whether it is the run that was asked for, not one that has to be finished before. */ readonly isChosen: boolean }

async function openRun(context: BillingContext, stores: Stores, name: JobName, { key, slot }: RunChoice): Promise<Opened> {
  const now = context.clock.now()
  if (key !== undefined) {
    const recorded = await stores.commands.get(kind, commandKey(name, key))
    if (recorded !== undefined) return { ended: runOf(recorded.result) }
  }
  const state = await stores.jobs.get(name)
  const due = slot === undefined ? undefined : slotOf(context, name, slot)
  if (due !== undefined && state !== undefined && isCovered(context, name, state, due)) return { ended: state.run }
  if (state !== undefined && state.run.endedAt === undefined) return { state, isChosen: (key === undefined || state.run.key === key) && (due === undefined || state.run.slot === due) }
  const begun = { number: (state?.run.number ?? 0) + 1, startedAt: now, steppedAt: now, steps: 0, counts: {}, held: [] }
  const run: JobRun = { ...begun, trigger: due === undefined ? 'manual' : 'schedule', ...(due !== undefined && { slot: due }), ...(key !== undefined && { key }) }
  const next: JobState = { ...state, job: name, step: (state?.step ?? 0) + 1, run, ...(due !== undefined && { slot: due }) }
  await stores.jobs.put(next)
  return { state: next, isChosen: true }
}

/** @throws what the storage throws when it does not answer */
async function attempt(context: BillingContext, job: Job, name: JobName, { run }: JobState): Promise<StepOutput | { readonly failed: unknown }> {
  const { position } = run
  try {
    return await job.step(context, { run, keyOf: (about) => keyOf(context, `jobs/${name}/${run.number}`, about), ...(position !== undefined && { position }) })
  } catch (error) {
    if (isOutage(error)) throw error
    return { failed: error }
  }
}

/** Readable where it fits, and different for different things where it does not. */
function keyOf({ digest }: BillingContext, run: string, about: string): string {
  return `${run}/${fitId(about, { maxLength: 256 - run.length - 1, digest })}`
}

interface StepOfRun {
  readonly name: JobName
  /** As it was when the step began. */
  readonly state: JobState
  readonly output: StepOutput | { readonly failed: unknown }
}

async function keepStep(context: BillingContext, stores: Stores, { name, state, output }: StepOfRun): Promise<{ readonly run: JobRun; readonly isOurs: boolean }> {
  const current = await stores.jobs.get(name)
  if (current === undefined || current.step !== state.step) return { run: current?.run ?? state.run, isOurs: false }
  const run = runAfter(state.run, output, context.clock.now())
  const isDone = run.outcome === 'done' || run.outcome === 'held'
  await stores.jobs.put({ ...state, step: state.step + 1, run, ...(isDone && { doneAt: run.startedAt }) })
  if (isDone && run.key !== undefined) await recordRun(context, stores, name, run, run.key)
  return { run, isOurs: true }
}

function runAfter(before: JobRun, output: StepOutput | { readonly failed: unknown }, at: Instant): JobRun {
  const { position: _, ...run } = { ...before, steppedAt: at, steps: before.steps + 1 }
  if ('failed' in output) return { ...run, endedAt: at, outcome: 'failed', failure: failureOfWork(output.failed) }
  const held = output.held ?? []
  const counts = sumCounts(before.counts, held.length === 0 ? output.counts : { ...output.counts, held: held.length })
  const stepped = { ...run, counts, held: [...before.held, ...held].slice(0, mostHeld) satisfies readonly HeldWork[] }
  if (output.next !== undefined) return { ...stepped, position: output.next }
  return { ...stepped, endedAt: at, outcome: counts.held === undefined ? 'done' : 'held' }
}

function sumCounts(a: JobRun['counts'], b: JobRun['counts']): JobRun['counts'] {
  const sums = new Map(Object.entries(a))
  for (const [what, count] of Object.entries(b)) sums.set(what, (sums.get(what) ?? 0) + count)
  return Object.fromEntries(sums)
}

/** A run is recorded as text, like the result of every command. */
function runOf(result: Json): JobRun {
  assertInvariant(typeof result === 'string', 'a run is recorded as a text')
  return JSON.parse(result) as JobRun
}

async function recordRun(context: BillingContext, stores: Stores, name: JobName, run: JobRun, key: string): Promise<void> {
  const fingerprint: Hash = hashContent('command/1', [kind, name, key] satisfies readonly Json[], context.digest)
  await stores.commands.put({ kind, key: commandKey(name, key), fingerprint, actor: context.actor ?? 'system', correlation: key, at: run.steppedAt, result: JSON.stringify(run) })
}

const commandKey = (name: JobName, key: string): string => `${name}/${key}`

/**
 * Does a job to its end. What it could not do for one account is in `held` of its run, and the rest is done.
 *
 * @throws as `stepJob`
 */
export async function runJob(context: BillingContext, name: JobName, choice: RunChoice = {}): Promise<JobRun> {
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const { more, run } = await stepJob(context, name, choice)
    if (!more) return run
  }
  return fail('job.failed', { field: 'job', because: `has not ended in ${mostSteps} steps` })
}

/** Of 50 accounts each: far more than a tenant has. A job that does not end is a defect. */
const mostSteps = 1_000_000
