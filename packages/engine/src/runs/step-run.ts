import { fail } from '@farthing/core'
import type { BillingRun, BillingRunAccount, Stores, WorkItem } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { planStep } from './plan-run.js'
import { loadRun, lockRun } from './run-records.js'
import { accountWork, keepWorked, workAccount } from './work-account.js'

export interface StepRun {
  /** Accounts that are worked on: 1 to 1,000; 100 unless given. */
  readonly limit?: number
  /** Only accounts of this part. */
  readonly part?: number
  /** Accounts that are worked on at the same time, each with a connection of its own: 1 to 64; 4 unless given. */
  readonly concurrency?: number
}

/** What one step did. */
export interface RunStep {
  readonly run: BillingRun
  /** Accounts that it worked on, as they stand now. None while the run still looks for its accounts. */
  readonly worked: readonly BillingRunAccount[]
  /** Whether there is more to do: in the part, where one is given. */
  readonly more: boolean
}

/**
 * Does a piece of a run, for a queue or a scheduler of the host: finds some of its accounts, then works on some that are pending. Any number of processes may do so at
 * the same time and end at any time; what one leaves, the next step does. Give each its own part, so that they do not do the same.
 *
 * @throws `run.unknown`, `run.invalid`; `storage.*`: what was done is kept, and the same step goes on
 */
export async function stepRun(context: BillingContext, id: string, { limit = 100, part, concurrency = 4 }: StepRun): Promise<RunStep> {
  checkWithin(limit, 'limit', 1, 1_000)
  checkWithin(concurrency, 'concurrency', 1, 64)
  if (part !== undefined) checkWithin(part, 'part', 0, 2_147_483_647)
  const run = await context.storage.transaction(context.tenant, (stores) => loadRun(stores, id))
  if (run.status === 'planning') {
    const planned = await planStep(context, id)
    return { run: planned, worked: [], more: true }
  }
  const open = await context.storage.transaction(context.tenant, ({ billingRuns }) => billingRuns.accounts(id, { status: 'pending', ...(part === undefined ? {} : { part }) }, { limit }))
  // Whoever does a step does it for the one who started the run.
  const worked = await workAll({ ...context, actor: run.actor, correlation: run.correlation }, run, open.items, concurrency)
  if (open.next !== undefined) return { run, worked, more: true }
  const ended = await endRun(context, run)
  return { run: ended, worked, more: part === undefined && ended.status !== 'ended' }
}

function checkWithin(value: number, field: string, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) fail('run.invalid', { field, because: `is ${value}, not ${least} to ${most}`, facts: { least, most } })
}

/**
 * Works on accounts, some at a time, and keeps at once what became of them. When one meets a failure of the storage nothing more is begun, what is done is kept, and the failure
 * is given to the caller.
 */
async function workAll(context: BillingContext, run: BillingRun, accounts: readonly BillingRunAccount[], concurrency: number): Promise<readonly BillingRunAccount[]> {
  const waiting = [...(await accountWork(context, run, accounts))].reverse()
  const worked: BillingRunAccount[] = []
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    for (let work = waiting.pop(); work !== undefined && failures.length === 0; work = waiting.pop()) {
      try {
        worked.push(await workAccount(context, run, work))
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, accounts.length) }, worker))
  const kept = await keepWorked(context, run.id, worked)
  if (failures.length > 0) throw failures[0]
  return kept
}

/** Notes that nothing of a run is pending any more. Looks before it takes the turn of the run, which the others want too. */
async function endRun(context: BillingContext, run: BillingRun): Promise<BillingRun> {
  const isOver = async ({ billingRuns }: Stores): Promise<boolean> => (await billingRuns.accounts(run.id, { status: 'pending' }, { limit: 1 })).items.length === 0
  if (!(await context.storage.transaction(context.tenant, isOver))) return run
  return retryConflicts(context, async (stores) => {
    const stored = await lockRun(stores, run.id)
    if (stored.status !== 'working' || !(await isOver(stores))) return stored
    const ended: BillingRun = { ...stored, revision: stored.revision + 1, status: 'ended', endedAt: context.clock.now() }
    await stores.billingRuns.save(ended)
    return ended
  })
}

const kind = 'billing-run'
const keyPattern = /^(.+)\/([0-9]{1,10})$/s

/**
 * A run as items of work, one for each part: for a work queue, or any other queue. Finds the accounts of the run first.
 *
 * @throws `run.unknown`
 */
export async function runWork(context: BillingContext, id: string): Promise<readonly WorkItem[]> {
  let run = await context.storage.transaction(context.tenant, (stores) => loadRun(stores, id))
  while (run.status === 'planning') run = await planStep(context, id)
  return Array.from({ length: Math.ceil(run.accounts / run.partSize) }, (_, part) => ({ tenant: context.tenant, kind, key: `${id}/${part}` }))
}

/**
 * Does one item of work to its end. At least once: the same again finds nothing to do.
 *
 * @throws `run.invalid` for an item that is none of a run of this tenant; as {@link stepRun}
 */
export async function takeRunWork(context: BillingContext, { tenant, kind: given, key }: WorkItem, options: Omit<StepRun, 'part'>): Promise<RunStep> {
  const [, id, part] = keyPattern.exec(key) ?? []
  if (tenant !== context.tenant || given !== kind || id === undefined) {
    return fail('run.invalid', { field: 'work', because: `is ${JSON.stringify(key)} of kind ${given} and tenant ${tenant}, not a part of a run of ${context.tenant}` })
  }
  const worked: BillingRunAccount[] = []
  for (;;) {
    const step = await stepRun(context, id, { ...options, part: Number(part) })
    worked.push(...step.worked)
    if (!step.more) return { ...step, worked }
  }
}
