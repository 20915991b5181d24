import type { BillingRun, BillingRunAccount, BillingRunStore } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { loadRun } from './run-records.js'
import { runSummary, type RunSummary } from './run-summary.js'
import { stepRun, type StepRun } from './step-run.js'

/** How far a run is, after each of its steps. */
export interface RunProgress {
  readonly run: BillingRun
  readonly accounts: Awaited<ReturnType<BillingRunStore['counts']>>
  /** What this step worked on. */
  readonly worked: readonly BillingRunAccount[]
}

export type FollowRun = Omit<StepRun, 'part'>

/** How often the accounts are counted anew at most, so that a run of any size counts each of them as often. */
const counts = 50

/**
 * Works a run to its end, part by part, and tells how far it is after each step. Stop iterating at any time: what is left is done by the next who follows. What other
 * processes do of the run meanwhile is in the numbers now and then, and at the end.
 *
 * @throws `run.unknown`, `run.invalid`; `storage.*`: follow it again
 */
export async function* followRun(context: BillingContext, id: string, options: FollowRun): AsyncGenerator<RunProgress, void, undefined> {
  const count = () => context.storage.transaction(context.tenant, ({ billingRuns }) => billingRuns.counts(id))
  let run = await context.storage.transaction(context.tenant, (stores) => loadRun(stores, id))
  while (run.status === 'planning') {
    ;({ run } = await stepRun(context, id, options))
    yield { run, accounts: { pending: run.accounts, done: 0, held: 0, cleared: 0 }, worked: [] }
  }
  let accounts = await count()
  const parts = Math.ceil(run.accounts / run.partSize)
  const often = Math.max(1, Math.ceil(parts / counts))
  for (let part = 0; part < parts && accounts.pending > 0; part += 1) {
    for (let more = true; more; ) {
      const step = await stepRun(context, id, { ...options, part })
      ;({ run, more } = step)
      if (step.worked.length === 0) continue
      accounts = (part + 1) % often === 0 || part + 1 === parts ? await count() : moved(accounts, step.worked)
      yield { run, accounts, worked: step.worked }
    }
  }
  // What was released or tried again behind us.
  for (let more = run.status !== 'ended'; more; ) {
    const step = await stepRun(context, id, options)
    ;({ run, more } = step)
    if (step.worked.length > 0) yield { run, accounts: await count(), worked: step.worked }
  }
}

function moved(accounts: RunProgress['accounts'], worked: readonly BillingRunAccount[]): RunProgress['accounts'] {
  const of = (status: BillingRunAccount['status']): number => worked.filter((account) => account.status === status).length
  return { pending: Math.max(0, accounts.pending - worked.length), done: accounts.done + of('done'), held: accounts.held + of('held'), cleared: accounts.cleared + of('cleared') }
}

/** Works a run to its end, and says what it came to. @throws as {@link followRun} */
export async function completeRun(context: BillingContext, id: string, options: FollowRun): Promise<RunSummary> {
  const progress = followRun(context, id, options)
  while (!(await progress.next()).done) continue
  return context.storage.transaction(context.tenant, (stores) => runSummary(stores, id))
}
