import { checkText, fail, type Instant } from '@farthing/core'
import type { BillingRunAccount, RunDecision, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { lockRun } from './run-records.js'
import { runSummary, type RunSummary } from './run-summary.js'

/** Which account of which run somebody decides about; who that is, is the actor. */
export interface DecideAccount extends CommandOptions {
  readonly run: string
  readonly account: string
  /** Why, for whoever asks later. */
  readonly reason?: string
}

export interface RetryRun extends CommandOptions {
  readonly run: string
  /** All that are held, or have a document that was not due, unless given. */
  readonly account?: string
  readonly reason?: string
}

/**
 * Lets what is held of an account be issued: the next step goes through it again, and no bound and no comparison holds it. What failed is tried again.
 *
 * @throws `run.unknown`; `run.account_state` unless the account is held; `command.conflict`
 */
export function releaseAccount(context: BillingContext, input: DecideAccount): Promise<BillingRunAccount> {
  return decide(context, 'release', input)
}

/** Takes a held account out of a run; a later run finds what is due of it. @throws as {@link releaseAccount} */
export function clearAccount(context: BillingContext, input: DecideAccount): Promise<BillingRunAccount> {
  return decide(context, 'clear', input)
}

function decide(context: BillingContext, kind: 'release' | 'clear', input: DecideAccount): Promise<BillingRunAccount> {
  return runCommand(context, {
    kind: `runs.${kind}`,
    input,
    perform: async (stores, at) => {
      const { run, account: id } = input
      await reopen(stores, run, kind === 'release')
      const account = await heldAccount(stores, run, id)
      await stores.billingRuns.saveAccounts([decided(account, { kind, ...decisionOf(input, at) })])
      return id
    },
    recall: async ({ billingRuns }, id) => (await billingRuns.find(input.run, [id]))[0],
  })
}

/**
 * Has accounts judged anew, such as when a tax provider is back, or a source of events that was waited for.
 *
 * @throws `run.unknown`; `run.account_state` where the account is neither held nor has a document that was not due; `command.conflict`
 */
export function retryRun(context: BillingContext, input: RetryRun): Promise<RunSummary> {
  return runCommand(context, {
    kind: 'runs.retry',
    input,
    perform: async (stores, at) => {
      const { run, account } = input
      await reopen(stores, run, true)
      const decision: RunDecision = { kind: 'retry', ...decisionOf(input, at) }
      if (account !== undefined) await stores.billingRuns.saveAccounts([decided(await waitingAccount(stores, run, account), decision)])
      else for (const status of ['held', 'done'] as const) await retryAll(stores, run, status, decision)
      return run
    },
    recall: (stores, id) => runSummary(stores, id),
  })
}

async function retryAll({ billingRuns }: Stores, run: string, status: 'held' | 'done', decision: RunDecision): Promise<void> {
  let cursor: string | undefined
  do {
    const { items, next } = await billingRuns.accounts(run, { status }, { limit: 1_000, ...(cursor === undefined ? {} : { cursor }) })
    await billingRuns.saveAccounts(items.filter(isWaiting).map((account) => decided(account, decision)))
    cursor = next
  } while (cursor !== undefined)
}

/** A run that was over goes on. Who ends it takes the same turn, so that no account is left behind. */
async function reopen(stores: Stores, id: string, isWork: boolean): Promise<void> {
  const run = await lockRun(stores, id)
  if (!isWork || run.status !== 'ended') return
  const { endedAt: _, ...rest } = run
  await stores.billingRuns.save({ ...rest, revision: run.revision + 1, status: 'working' })
}

function decisionOf({ actor = 'system', reason }: Pick<DecideAccount, 'actor' | 'reason'>, at: Instant): Pick<RunDecision, 'actor' | 'at' | 'reason'> {
  return { actor, at, ...(reason === undefined ? {} : { reason: checkText(reason, { field: 'reason', maxLength: 1_000 }) }) }
}

function decided({ failure: _, ...account }: BillingRunAccount, decision: RunDecision): BillingRunAccount {
  return { ...account, revision: account.revision + 1, status: decision.kind === 'clear' ? 'cleared' : 'pending', decisions: [...account.decisions, decision] }
}

async function heldAccount(stores: Stores, run: string, id: string): Promise<BillingRunAccount> {
  const account = await findAccount(stores, run, id)
  return account.status === 'held' ? account : refuseState(account, 'held')
}

async function waitingAccount(stores: Stores, run: string, id: string): Promise<BillingRunAccount> {
  const account = await findAccount(stores, run, id)
  return isWaiting(account) ? account : refuseState(account, 'held, and nothing of it is open')
}

function isWaiting({ status, documents }: BillingRunAccount): boolean {
  return status === 'held' || (status === 'done' && documents.some(({ outcome }) => outcome === 'open'))
}

async function findAccount(stores: Stores, run: string, id: string): Promise<BillingRunAccount> {
  const [account] = await stores.billingRuns.find(run, [id])
  return account ?? fail('run.account_state', { field: 'account', because: `is ${JSON.stringify(id)}, which run ${run} does not have`, facts: { run, account: id } })
}

function refuseState({ run, account, status }: BillingRunAccount, expected: string): never {
  return fail('run.account_state', { field: 'account', because: `is ${account}, which is ${status} in run ${run} and not ${expected}`, facts: { run, account, status } })
}
