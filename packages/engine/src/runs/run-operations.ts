import type { BillingRun, BillingRunAccount, BillingRunAccountFilter, BillingRunFilter, Page, PageRequest, Stores, WorkItem } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { timeRules } from '../filters/scope-rules.js'
import { clearAccount, releaseAccount, retryRun, type DecideAccount, type RetryRun } from './decide-account.js'
import { completeRun, followRun, type FollowRun, type RunProgress } from './follow-run.js'
import { runSummary, type RunSummary } from './run-summary.js'
import { startRun, type StartRun } from './start-run.js'
import { runWork, stepRun, takeRunWork, type RunStep, type StepRun } from './step-run.js'

/** Billing runs: a period of many accounts, from the seal to the documents, in steps that can stop anywhere. */
export interface RunOperations {
  /** Records a run; its key is its id. Nothing is billed by this. */
  start(input: StartRun): Promise<BillingRun>
  /** Works a run to its end, and says what it came to. */
  complete(id: string, options?: FollowRun): Promise<RunSummary>
  /** The same, telling how far it is: `for await (const progress of billing.runs.follow(id))`. */
  follow(id: string, options?: FollowRun): AsyncGenerator<RunProgress, void, undefined>
  /** Does a piece of a run, for a scheduler or a queue of the host. */
  step(id: string, options?: StepRun): Promise<RunStep>
  /** A run as items of work, for several processes. */
  work(id: string): Promise<readonly WorkItem[]>
  /** Does one item of work to its end. */
  takeWork(item: WorkItem, options?: FollowRun): Promise<RunStep>
  /** Lets what is held of an account be issued by the next step. */
  release(input: DecideAccount): Promise<BillingRunAccount>
  /** Takes a held account out of a run. */
  clear(input: DecideAccount): Promise<BillingRunAccount>
  /** Has accounts judged anew by the next step. */
  retry(input: RetryRun): Promise<RunSummary>
  /** What a run came to so far: counts, totals, who is held and why. @throws `run.unknown` */
  get(id: string): Promise<RunSummary>
  /** By start. */
  list(filter?: BillingRunFilter, page?: PageRequest): Promise<Page<BillingRun>>
  /** Accounts of a run with their documents, by part, then id. */
  accounts(id: string, filter?: BillingRunAccountFilter, page?: PageRequest): Promise<Page<BillingRunAccount>>
}

export function runOperations(context: BillingContext): RunOperations {
  const read = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => context.storage.transaction(context.tenant, work)
  return {
    start: (input) => startRun(context, input),
    complete: (id, options) => completeRun(context, id, options ?? {}),
    follow: (id, options) => followRun(context, id, options ?? {}),
    step: (id, options) => stepRun(context, id, options ?? {}),
    work: (id) => runWork(context, id),
    takeWork: (item, options) => takeRunWork(context, item, options ?? {}),
    release: (input) => releaseAccount(context, input),
    clear: (input) => clearAccount(context, input),
    retry: (input) => retryRun(context, input),
    get: (id) => read((stores) => runSummary(stores, id)),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, { ...timeRules, mode: { preview: true, commit: true }, status: { planning: true, working: true, ended: true } })
      return read(({ billingRuns }) => billingRuns.list(conditions, page))
    },
    accounts: async (id, filter, page) => {
      const conditions = checkFilter(filter, { status: { pending: true, done: true, held: true, cleared: true }, part: 'number' })
      return read(({ billingRuns }) => billingRuns.accounts(id, conditions, page))
    },
  }
}
