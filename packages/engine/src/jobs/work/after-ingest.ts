import { hashContent, isFarthingError, type Json } from '@farthing/core'
import type { HeldWork, Stores } from '@farthing/ports'
import { retryConflicts } from '../../commands/retry-conflicts.js'
import type { BillingContext } from '../../context.js'
import { accountsWithChanges, hasChanges } from '../../runs/accounts-with-changes.js'
import { startRun } from '../../runs/start-run.js'
import { stepRun } from '../../runs/step-run.js'
import { failureOfWork, isOutage } from '../each-account.js'
import { endOfRun } from '../end-of-run.js'
import type { Job, StepInput, StepOutput } from '../job.js'

export const afterIngest: Job = {
  does: 'Accrues what new events come to, and corrects invoices by those that are late: one billing run for all accounts that they are of.',
  schedule: () => ({ everyMinutes: 1 }),
  isNeeded: ({ jobs }) => jobs.afterIngest !== undefined,
  step: async (context, input) => {
    const { position } = input
    if (!isPosition(position)) return begin(context)
    return position.runs === undefined ? startRuns(context, input, position) : goOn(context, position, position.runs)
  },
}

/** Which events are meant: what was stored at `now`, and not yet at `since`. Cuts never change what they show, so a step that is repeated finds the same events. */
interface Position {
  /** Absent when the job runs for the first time: everything is meant. */
  readonly since?: string
  readonly now: string
  /** Ids of runs that are not at their end. */
  readonly runs?: readonly string[]
}

const isPosition = (position: Json | undefined): position is Json & Position => typeof position === 'object' && position !== null && 'now' in position
const positionOf = ({ since, now, runs }: Position): Json => ({ now, ...(since !== undefined && { since }), ...(runs !== undefined && { runs: [...runs] }) })

/** Beside the offsets of sources. */
const bookmark = 'job ["after-ingest"]'
const mostAccounts = 10_000

function begin({ storage, tenant }: BillingContext): Promise<StepOutput> {
  return storage.transaction(tenant, async (stores) => {
    const since = await stores.offsets.get(bookmark)
    const now = await stores.events.takeCut()
    const isIdle = since !== undefined && !(await hasChanges(stores, { since, now }))
    return { counts: { accounts: 0 }, ...(!isIdle && { next: positionOf({ now, ...(since !== undefined && { since }) }) }) }
  })
}

async function startRuns(context: BillingContext, input: StepInput, { since, now }: Position): Promise<StepOutput> {
  if (since === undefined) return { counts: {}, next: positionOf({ now, runs: [await startOne(context, input)] }) }
  const { events, accounts, held } = await context.storage.transaction(context.tenant, async (stores) => {
    const changed = await accountsWithChanges(context, stores, { since, now })
    return { events: changed.events, ...(await knownOf(stores, changed.accounts)) }
  })
  const runs: string[] = []
  for (let start = 0; start < accounts.length; start += mostAccounts) runs.push(await startOne(context, input, accounts.slice(start, start + mostAccounts)))
  return { counts: { events }, held, next: positionOf({ since, now, runs }) }
}

/** An account that cannot be asked for keeps no other one from its run. */
async function knownOf(stores: Stores, ids: readonly string[]): Promise<{ readonly accounts: readonly string[]; readonly held: readonly HeldWork[] }> {
  const [accounts, held]: [string[], HeldWork[]] = [[], []]
  for (const id of ids) {
    try {
      if ((await stores.accounts.get(id)) !== undefined) accounts.push(id)
    } catch (error) {
      if (!isFarthingError(error) || isOutage(error)) throw error
      held.push({ about: id, failure: failureOfWork(error) })
    }
  }
  return { accounts, held }
}

/** All of it follows from the run of the job and who is meant, so that a step that is repeated, or done by two at a time, comes to the same run. */
async function startOne(context: BillingContext, { keyOf, run: { startedAt } }: StepInput, accounts?: readonly string[]): Promise<string> {
  const { mode = 'commit', outliers } = context.jobs.afterIngest ?? {}
  const key = keyOf(accounts === undefined ? 'all' : hashContent('run-accounts/1', [accounts], context.digest))
  const known = await context.storage.transaction(context.tenant, ({ billingRuns }) => billingRuns.get(key))
  if (known === undefined) await startRun(context, { key, mode, runningAt: startedAt, ...(accounts !== undefined && { accounts }), ...(outliers !== undefined && { outliers }) })
  return key
}

async function goOn(context: BillingContext, position: Position, [run, ...others]: readonly string[]): Promise<StepOutput> {
  if (run === undefined) return end(context, position)
  const { worked, more } = await stepRun(context, run, {})
  const accounts = worked.length
  if (more) return { counts: { accounts }, next: positionOf({ ...position, runs: [run, ...others] }) }
  const { counts, held } = await endOfRun(context, run)
  return { counts: { ...counts, accounts, runs: 1 }, held, next: positionOf({ ...position, runs: others }) }
}

/** From here on these events count as billed: a job that fails before finds all of them again. */
async function end(context: BillingContext, { since, now }: Position): Promise<StepOutput> {
  await retryConflicts(context, async ({ offsets }) => {
    // Where a process died right behind it, or another one was first, this is done.
    if ((await offsets.get(bookmark)) !== now) await offsets.advance(bookmark, { ...(since !== undefined && { from: since }), to: now })
  })
  return { counts: {} }
}
